/* Frames that are not made until somebody could look.

   A fast function (`NAME.fast…` of a library) runs a Python function without a frame. What its frame would hold is in registers, and, while it
   calls another fast function or leaves, in its record on the C stack. Records are chained, each to its caller's; the outermost belongs to
   whoever called a fast function from a function with a frame. A fast function runs no Python code. When it comes to something that it cannot
   do, it leaves: the frames of all records are made, outermost first, its own goes on in the function's native code, which has ways in where
   its fast versions leave (lib/passes/lazy-calls/reentries.ts), or in the interpreter, and as each caller gets control back it goes on likewise. Levels of recursion are counted when frames are made; until then a fast function is told how
   many are left. */
#include "coconut.h"
#include <internal/pycore_dict.h>
#include <structmember.h>

/* Layout known to the lowering (lib/passes/lazy-calls/record.ts). */
typedef struct record {
    struct record *previous;        /* NULL: the outermost */
    const int64_t *site;            /* of the outermost: NULL when it belongs to a door, see give_up; else settle */
    _PyInterpreterFrame *frame;     /* NULL until it is made; of the outermost: not NULL when its callee has left */
    PyFunctionObject *func;         /* borrowed; not set where the outermost has a site */
    PyObject *result;               /* what a callee that left has given: new, NULL with an exception */
    int64_t values[];
} record;

/* A site says where its frame stands and how `values` fill it: prev_instr (byte offset), depth of the value stack, number of values, then
   for each its place in localsplus << 8 and how. */
enum { AT, DEPTH, COUNT, FIRST };

/* In DEPTH: the frame calls a class, which takes a level of recursion besides that of its __init__ (_PyObject_MakeTpCall). */
#define CALLS_CLASS (INT64_C(1) << 32)
enum how {
    INT,            /* int64_t */
    FLOAT,          /* double */
    BOOL,           /* 0 or 1 */
    BORROWED,       /* a reference, or NULL */
    NOTHING,        /* NULL; no value */
    SAME,           /* the object at another place of localsplus, which is filled already */
    CONSTANT,       /* the constant of that index */
    UNLESS,         /* 0: the next one is not looked at */
    OWNED,          /* a reference that the frame takes */
    GIVEN,          /* of the outermost record: a reference that the callee's frame has instead of the caller's; no value */
};

/* Words of the outermost record of a function with a frame, before those that its site is about: the exception of a callee that left. */
#define EXCEPTION 3

COCONUT_API PyObject *Coconut_LeftResult(PyThreadState *, record *);

/* Where the defaults of a function's last `count` arguments are; NULL: it has not so many. */
COCONUT_API PyObject **
Coconut_Defaults(PyObject *func, int64_t count)
{
    PyObject *defaults = ((PyFunctionObject *)func)->func_defaults;
    return defaults == NULL || PyTuple_GET_SIZE(defaults) < count ? NULL
                                                                  : &PyTuple_GET_ITEM(defaults, PyTuple_GET_SIZE(defaults) - count);
}

/* Bytes of the C stack that a fast function may take. */
#define FAST_FRAME 2048

static PyObject *
box(int64_t value, enum how how, bool *failed)
{
    PyObject *o;
    double number;
    switch (how) {
    case INT:
        o = PyLong_FromLongLong(value);
        break;
    case FLOAT:
        memcpy(&number, &value, sizeof(number));
        o = PyFloat_FromDouble(number);
        break;
    case BOOL:
        return Py_NewRef(value ? Py_True : Py_False);
    default:
        return Py_XNewRef((PyObject *)value);
    }
    if (UNLIKELY(o == NULL)) {
        PyErr_Clear();
        *failed = true;
        return Py_NewRef(Py_None);
    }
    return o;
}

/* COPY_FREE_VARS, which the frame is beyond. */
static void
copy_free_vars(_PyInterpreterFrame *frame, PyCodeObject *code, PyFunctionObject *func)
{
    const int offset = code->co_nlocalsplus - code->co_nfreevars;
    for (int i = 0; i < code->co_nfreevars; i++) {
        frame->localsplus[offset + i] = Py_NewRef(PyTuple_GET_ITEM(func->func_closure, i));
    }
}

/* Makes the frame of a record; it is not linked. When memory runs out, numbers are None and *failed is set. */
static _PyInterpreterFrame *
make_frame(PyThreadState *tstate, record *r, bool *failed)
{
    _PyInterpreterFrame *frame = coconut_push_frame(tstate, (PyFunctionObject *)Py_NewRef(r->func), NULL);
    if (frame == NULL) {
        Py_FatalError("no memory for the frames of compiled functions");
    }
    PyCodeObject *code = frame->f_code;
    const int64_t *site = r->site;
    memset(frame->localsplus, 0, code->co_nlocalsplus * sizeof(PyObject *));
    if (site[AT] >= 0 && code->co_nfreevars > 0) {
        copy_free_vars(frame, code, r->func);
    }
    for (int64_t i = 0; i < site[COUNT]; i++) {
        const int64_t what = site[FIRST + i], place = what >> 8;
        const enum how how = what & 0xff;
        if (how == NOTHING) {
            frame->localsplus[place] = NULL;
        }
        else if (how == OWNED) {
            frame->localsplus[place] = (PyObject *)r->values[i];
        }
        else if (how == SAME) {
            frame->localsplus[place] = Py_XNewRef(frame->localsplus[r->values[i]]);
        }
        else {
            frame->localsplus[place] = box(r->values[i], how, failed);
        }
    }
    frame->prev_instr = _PyCode_CODE(code) + site[AT] / (int64_t)sizeof(_Py_CODEUNIT);
    frame->stacktop = code->co_nlocalsplus + (int)(site[DEPTH] & (CALLS_CLASS - 1));
    r->frame = frame;
    return frame;
}

/* The caller with a frame has numbers in registers that are newer than what its frame holds, which goes without anybody noticing. */
static void
settle(PyThreadState *tstate, record *r, bool *failed)
{
    const int64_t *site = r->site;
    if (site == NULL) {
        return;
    }
    _PyInterpreterFrame *frame = tstate->cframe->current_frame;
    PyObject **slots = frame->localsplus;
    for (int64_t i = 0; i < site[COUNT]; i++) {
        const int64_t what = site[FIRST + i], place = what >> 8, value = r->values[EXCEPTION + i];
        PyObject *o;
        switch ((enum how)(what & 0xff)) {
        case UNLESS:
            i += value == 0;
            continue;
        case GIVEN:
            continue;
        case SAME:
            o = Py_XNewRef(slots[value]);
            break;
        case CONSTANT:
            o = Py_NewRef(PyTuple_GET_ITEM(frame->f_code->co_consts, value));
            break;
        default:
            o = box(value, what & 0xff, failed);
        }
        Py_XSETREF(slots[place], o);
    }
    frame->prev_instr = _PyCode_CODE(frame->f_code) + site[AT] / (int64_t)sizeof(_Py_CODEUNIT);
    tstate->recursion_remaining -= site[DEPTH] >= CALLS_CLASS;
}

/* Makes the frames of a caller and of its callers, as of interpreted functions that have called one another. */
static void
make_callers(PyThreadState *tstate, record *r, bool *failed)
{
    if (r->previous == NULL) {
        settle(tstate, r, failed);
        return;
    }
    assert(r->frame == NULL);
    make_callers(tstate, r->previous, failed);
    _PyInterpreterFrame *frame = make_frame(tstate, r, failed);
    frame->is_entry = false;
    frame->previous = tstate->cframe->current_frame;
    tstate->cframe->current_frame = frame;
    tstate->recursion_remaining -= 1 + (r->site[DEPTH] >= CALLS_CLASS);
}

static record *
outermost(record *r)
{
    while (r->previous != NULL) {
        r = r->previous;
    }
    return r;
}

/* The door to the outermost fast function holds the function and the arguments: values[0] says how many references. A function with a frame holds those that
   its site says are given. They are given up, as those of a caller whose arguments have moved into the callee's frame. What dies is a number: the frame holds
   everything else. */
static void
give_up(record *r)
{
    const int64_t *site = r->site;
    if (site == NULL) {
        for (int64_t i = 1; i <= r->values[0]; i++) {
            Py_DECREF((PyObject *)r->values[i]);
        }
        r->values[0] = 0;
        return;
    }
    /* They come last. */
    for (int64_t i = site[COUNT] - 1; i >= 0 && (site[FIRST + i] & 0xff) == GIVEN; i--) {
        Py_DECREF((PyObject *)r->values[EXCEPTION + i]);
    }
}

/* The caller's reference that was given: it is none any more. */
COCONUT_API void
Coconut_Given(PyObject *o)
{
    (void)o;
}

/* A frame that is about to go on stands where it is for a moment: what runs meanwhile sees it, and its level of recursion. */
static inline void
link_frame(PyThreadState *tstate, _PyInterpreterFrame *frame)
{
    frame->previous = tstate->cframe->current_frame;
    tstate->cframe->current_frame = frame;
    tstate->recursion_remaining--;
}

static inline void
unlink_frame(PyThreadState *tstate, _PyInterpreterFrame *frame)
{
    tstate->cframe->current_frame = frame->previous;
    tstate->recursion_remaining++;
}

/* The error label of ceval.c and what follows it in a function without handlers: a traceback entry, the value stack goes. */
static void
unwind(PyThreadState *tstate, _PyInterpreterFrame *frame)
{
    const int locals = frame->f_code->co_nlocalsplus;
    link_frame(tstate, frame);
    Coconut_AddTraceback(tstate, frame);
    while (frame->stacktop > locals) {
        Py_XDECREF(frame->localsplus[--frame->stacktop]);
    }
    coconut_trace_unwind(tstate, frame);
    unlink_frame(tstate, frame);
}

/* What ends while a frame that is about to be made goes on behind a call: the references that the callee was given. */
#define MOST_DOOMED 16          /* MOST_ARGUMENTS of lib/passes/lazy-calls/deaths.ts */
static PyObject *doomed[MOST_DOOMED];
static int count_doomed;

COCONUT_API void
Coconut_Doom(PyObject *o)
{
    assert(count_doomed < MOST_DOOMED);
    doomed[count_doomed++] = o;
}

/* They end in the order of the arguments, while the caller stands at the call. */
static void
drop_doomed(PyThreadState *tstate, _PyInterpreterFrame *frame)
{
    PyObject *these[MOST_DOOMED];
    const int count = count_doomed;
    memcpy(these, doomed, count * sizeof(*doomed));
    count_doomed = 0;
    link_frame(tstate, frame);
    for (int i = 0; i < count; i++) {
        Py_DECREF(these[i]);
    }
    unlink_frame(tstate, frame);
}

/* `native`: what goes on behind prev_instr; NULL: the interpreter does. That handles exceptions where there are handlers, and frames that are traced. */
static void
run(PyThreadState *tstate, record *r, coconut_native native, bool raising)
{
    _PyInterpreterFrame *frame = r->frame;
    PyObject *result;
    if (LIKELY(native != NULL && !raising && !tstate->cframe->use_tracing && tstate->interp->eval_frame == coconut_hook &&
               (char *)__builtin_frame_address(0) >= coconut_stack_limit))
    {
        result = native(tstate, frame, 0);
    }
    else if (raising && !tstate->cframe->use_tracing && PyBytes_GET_SIZE(frame->f_code->co_exceptiontable) == 0) {
        unwind(tstate, frame);
        result = NULL;
    }
    else {
        if (raising) {
            coconut_enter_raising(tstate);
        }
        result = coconut_interpret(tstate, frame, raising);
    }
    coconut_clear_and_pop(tstate, frame);
    r->previous->result = result;
    if (r->previous->previous == NULL) {
        r->previous->frame = frame;
    }
}

/* How often functions leave; a function that mostly does is not called in the fast way. */
#define LEFT_COST 64
#define LEFT_MAX (64 * 32)

/* Makes the frames of a fast function that leaves and of its callers; its own is not linked. */
static _PyInterpreterFrame *
make_frames(PyThreadState *tstate, record *r, bool *failed)
{
    make_callers(tstate, r->previous, failed);
    _PyInterpreterFrame *frame = make_frame(tstate, r, failed);
    give_up(outermost(r));
    return frame;
}

/* A fast function leaves before the instruction behind site[AT]: leaves its result in the caller's record. The header of its own is written here, which
   keeps the many blocks that leave short. */
COCONUT_API void
Coconut_LeaveFast(PyThreadState *tstate, record *r, record *caller, PyFunctionObject *func, const int64_t *site, coconut_native native, const char *reason)
{
    r->previous = caller;
    r->site = site;
    r->frame = NULL;
    r->func = func;
    bool failed = false;
    record *first = outermost(r);
    coconut_entry *entry = first->site == NULL ? coconut_entry_of((PyCodeObject *)first->func->func_code) : NULL;
    _PyInterpreterFrame *frame = make_frames(tstate, r, &failed);
    if (*reason != '\0') {
        const int next = (int)r->site[AT] + (int)sizeof(_Py_CODEUNIT);
        coconut_count_deopt(frame->f_code, next, reason);
        if (entry != NULL) {
            entry->left += LEFT_COST;
        }
    }
    if (count_doomed != 0) {
        drop_doomed(tstate, frame);
    }
    if (UNLIKELY(failed)) {
        PyErr_NoMemory();
    }
    run(tstate, r, native, failed);
}

/* The method that an operator of a fast function has called has given NotImplemented: leaves behind the operator, once others have been asked. */
COCONUT_API void
Coconut_LeaveRefused(PyThreadState *tstate, record *r, coconut_native native, PyObject *v, PyObject *w, int64_t op, int64_t ends)
{
    bool failed = false;
    _PyInterpreterFrame *frame = make_frames(tstate, r, &failed);
    link_frame(tstate, frame);
    PyObject *result = Py_NewRef(Py_NotImplemented);
    result = op >= COCONUT_COMPARISON ? coconut_compared_otherwise(v, w, (int)(op - COCONUT_COMPARISON), result)
                                      : coconut_refused(&coconut_operators[op], v, w, result);
    if (ends & 1) {
        Py_DECREF(v);
    }
    if (ends & 2) {
        Py_DECREF(w);
    }
    unlink_frame(tstate, frame);
    if (UNLIKELY(failed)) {
        PyErr_NoMemory();
        Py_CLEAR(result);
    }
    if (result != NULL) {
        frame->localsplus[frame->stacktop++] = result;
    }
    run(tstate, r, native, result == NULL);
}

/* The callee of a fast function has left: its frame is there now, and goes on behind the call. */
COCONUT_API void
Coconut_ReturnFast(PyThreadState *tstate, record *r, coconut_native native)
{
    _PyInterpreterFrame *frame = r->frame;
    assert(tstate->cframe->current_frame == frame);
    tstate->cframe->current_frame = frame->previous;
    tstate->recursion_remaining += 1 + (r->site[DEPTH] >= CALLS_CLASS);
    if (r->result != NULL) {
        frame->localsplus[frame->stacktop++] = r->result;
    }
    run(tstate, r, native, r->result == NULL);
}

/* The __init__ of an instance that a fast function makes has left, and has given None, or raised. */
COCONUT_API void
Coconut_Made(record *r, PyObject *o)
{
    if (r->result == NULL) {
        Py_DECREF(o);
        return;
    }
    assert(r->result == Py_None);
    Py_SETREF(r->result, o);
}

/* Whether `native` was compiled from this very code, though another library may have been installed for it. */
static bool
is_code_of(coconut_native native, PyCodeObject *code)
{
    uint64_t wanted, have;
    if (!coconut_fingerprint_of(native, &wanted)) {
        return false;
    }
    if (coconut_fingerprint(code, &have) != 0) {
        PyErr_Clear();
        return false;
    }
    return have == wanted;
}

/* The same for the code of an entry, remembered. */
static inline bool
runs_as(coconut_entry *entry, PyCodeObject *code, coconut_native native)
{
    if (LIKELY(entry->native == native) || (entry->native != NULL && entry->same == native)) {
        return true;
    }
    if (entry->native == NULL || entry->other == native) {
        return false;
    }
    const bool is = is_code_of(native, code);
    *(is ? &entry->same : &entry->other) = native;
    return is;
}

/* How many levels deep fast functions may go from here, when a function with this entry is called: 0 when it has to be called otherwise. */
static inline int64_t
levels_for(PyThreadState *tstate, coconut_entry *entry)
{
    if (tstate->interp->eval_frame != coconut_hook || tstate->cframe->use_tracing || coconut_stack_limit == NULL) {
        return 0;
    }
    if (UNLIKELY(entry->left > 0)) {
        entry->left--;
        if (entry->left > LEFT_MAX) {
            return 0;
        }
    }
    int64_t room = ((char *)__builtin_frame_address(0) - coconut_stack_limit) / FAST_FRAME;
    if (room <= 0) {
        return 0;
    }
    if (UNLIKELY(coconut_counting)) {
        entry->calls++;
    }
    return Py_MIN(room, tstate->recursion_remaining);
}

/* The same for what is to run as `native`. */
COCONUT_API int64_t
Coconut_MayCallFast(PyThreadState *tstate, PyObject *func, coconut_native native)
{
    if (!Py_IS_TYPE(func, &PyFunction_Type)) {
        return 0;
    }
    PyCodeObject *code = (PyCodeObject *)((PyFunctionObject *)func)->func_code;
    coconut_entry *entry = coconut_entry_of(code);
    return entry == NULL || !runs_as(entry, code, native) ? 0 : levels_for(tstate, entry);
}

/* How many levels deep fast functions may go on the rest of the C stack when a function with a frame calls them. */
COCONUT_API int64_t
Coconut_FastRoom(PyThreadState *tstate)
{
    if (tstate->interp->eval_frame != coconut_hook || coconut_counting || coconut_stack_limit == NULL) {
        return 0;
    }
    return Py_MAX(0, ((char *)__builtin_frame_address(0) - coconut_stack_limit) / FAST_FRAME);
}

/* A callee of a function with a frame has left. Its exception waits in the record until Coconut_LeftValue. */
COCONUT_API void
Coconut_TakeLeft(PyThreadState *tstate, record *r)
{
    r->frame = NULL;
    tstate->recursion_remaining += r->site[DEPTH] >= CALLS_CLASS;
    if (r->result == NULL) {
        PyErr_Fetch((PyObject **)&r->values[0], (PyObject **)&r->values[1], (PyObject **)&r->values[2]);
    }
}

/* What the callee has given. */
COCONUT_API PyObject *
Coconut_LeftValue(PyThreadState *tstate, record *r)
{
    if (r->result == NULL) {
        PyErr_Restore((PyObject *)r->values[0], (PyObject *)r->values[1], (PyObject *)r->values[2]);
    }
    return Coconut_LeftResult(tstate, r);
}

/* --- The door to any fast function of objects that gives an object: what lib/passes/lazy-calls/doors.ts makes for one. */

typedef PyObject *(*fast0)(PyThreadState *, record *, int64_t, PyFunctionObject *);
typedef PyObject *(*fast1)(PyThreadState *, record *, int64_t, PyFunctionObject *, PyObject *);
typedef PyObject *(*fast2)(PyThreadState *, record *, int64_t, PyFunctionObject *, PyObject *, PyObject *);
typedef PyObject *(*fast3)(PyThreadState *, record *, int64_t, PyFunctionObject *, PyObject *, PyObject *, PyObject *);
typedef PyObject *(*fast4)(PyThreadState *, record *, int64_t, PyFunctionObject *, PyObject *, PyObject *, PyObject *, PyObject *);

static inline PyObject *
call_by_count(void *fast, PyThreadState *tstate, record *r, int64_t levels, PyFunctionObject *func, PyObject *const *a, Py_ssize_t count)
{
    switch (count) {
    case 0:
        return ((fast0)fast)(tstate, r, levels, func);
    case 1:
        return ((fast1)fast)(tstate, r, levels, func, a[0]);
    case 2:
        return ((fast2)fast)(tstate, r, levels, func, a[0], a[1]);
    case 3:
        return ((fast3)fast)(tstate, r, levels, func, a[0], a[1], a[2]);
    default:
        return ((fast4)fast)(tstate, r, levels, func, a[0], a[1], a[2], a[3]);
    }
}

/* The fast function, given what its function's defaults are for the last arguments. No code of Python's runs in it: what the defaults are is what they stay. */
static inline PyObject *
call_with_defaults(PyThreadState *tstate, record *r, int64_t levels, PyFunctionObject *func, PyObject *const *args, Py_ssize_t count)
{
    const coconut_entry *entry = coconut_entry_of((PyCodeObject *)func->func_code);
    PyObject *all[COCONUT_FAST_ARGS];
    const Py_ssize_t total = entry->plain_args, first = PyTuple_GET_SIZE(func->func_defaults) - total;
    for (Py_ssize_t i = 0; i < total; i++) {
        all[i] = i < count ? args[i] : PyTuple_GET_ITEM(func->func_defaults, first + i);
    }
    return call_by_count(entry->fast, tstate, r, levels, func, all, total);
}

static PyObject *
with_defaults0(PyThreadState *tstate, record *r, int64_t levels, PyFunctionObject *func)
{
    return call_with_defaults(tstate, r, levels, func, NULL, 0);
}

static PyObject *
with_defaults1(PyThreadState *tstate, record *r, int64_t levels, PyFunctionObject *func, PyObject *a)
{
    return call_with_defaults(tstate, r, levels, func, (PyObject *[]){a}, 1);
}

static PyObject *
with_defaults2(PyThreadState *tstate, record *r, int64_t levels, PyFunctionObject *func, PyObject *a, PyObject *b)
{
    return call_with_defaults(tstate, r, levels, func, (PyObject *[]){a, b}, 2);
}

static PyObject *
with_defaults3(PyThreadState *tstate, record *r, int64_t levels, PyFunctionObject *func, PyObject *a, PyObject *b, PyObject *c)
{
    return call_with_defaults(tstate, r, levels, func, (PyObject *[]){a, b, c}, 3);
}

/* What to call a function's fast function by when it is given so many objects, and its defaults for the others, at once; NULL: it has none, or wants other ones. */
void *
coconut_fast_for(PyFunctionObject *func, int64_t count)
{
    static void *const filling[] = {with_defaults0, with_defaults1, with_defaults2, with_defaults3};
    static_assert(Py_ARRAY_LENGTH(filling) == COCONUT_FAST_ARGS, "one for each number of arguments but the most");
    const coconut_entry *entry = coconut_entry_of((PyCodeObject *)func->func_code);
    if (entry == NULL || entry->fast == NULL || entry->plain_args < count) {
        return NULL;
    }
    if (LIKELY(entry->plain_args == count)) {
        return entry->fast;
    }
    return Coconut_Defaults((PyObject *)func, entry->plain_args - count) == NULL ? NULL : filling[count];
}

/* Calls a function with an entry that has a fast function, with as many arguments as it wants. Takes the function and the arguments, unless it returns
   false. */
bool
coconut_call_fast(PyThreadState *tstate, PyFunctionObject *func, coconut_entry *entry, PyObject *const *args, Py_ssize_t count, PyObject **result)
{
    const int64_t levels = levels_for(tstate, entry);
    if (UNLIKELY(levels <= 0)) {
        return false;
    }
    int64_t memory[sizeof(record) / sizeof(int64_t) + 2 + COCONUT_FAST_ARGS];
    record *r = (record *)memory;
    r->previous = NULL;
    r->site = NULL;
    r->frame = NULL;
    r->func = func;
    r->values[0] = count + 1;
    r->values[1] = (int64_t)func;
    for (Py_ssize_t i = 0; i < count; i++) {
        r->values[2 + i] = (int64_t)args[i];
    }
    *result = call_by_count(entry->fast, tstate, r, levels, func, args, count);
    if (LIKELY(*result != NULL)) {
        for (Py_ssize_t i = 0; i < count; i++) {
            Py_DECREF(args[i]);
        }
        Py_DECREF(func);
        return true;
    }
    /* It has left: the references are its frame's. A caller that is native code sets the result aside itself if tracing is on. */
    *result = r->result;
    return true;
}

/* --- Which function a name stands for. A cache notes the code of a function that `native` was compiled from, so that a look at func_code is enough;
   the note is taken back when the code object goes, or has its native code taken away or changed. */

struct coconut_note {
    struct coconut_note *next;
    PyObject **word;
};

void
coconut_forget_notes(coconut_entry *entry)
{
    for (struct coconut_note *note = entry->notes, *next; note != NULL; note = next) {
        next = note->next;
        *note->word = NULL;
        PyMem_RawFree(note);
    }
    entry->notes = NULL;
}

static bool
note_code(PyObject *func, coconut_native native, PyObject **word)
{
    if (!Py_IS_TYPE(func, &PyFunction_Type)) {
        return false;
    }
    PyObject *code = ((PyFunctionObject *)func)->func_code;
    coconut_entry *entry = coconut_entry_of((PyCodeObject *)code);
    if (entry == NULL || !runs_as(entry, (PyCodeObject *)code, native)) {
        return false;
    }
    struct coconut_note *note = entry->notes;
    while (note != NULL && note->word != word) {
        note = note->next;
    }
    if (note == NULL) {
        note = PyMem_RawMalloc(sizeof(struct coconut_note));
        if (note == NULL) {
            return false;
        }
        *note = (struct coconut_note){entry->notes, word};
        entry->notes = note;
    }
    *word = code;
    return true;
}

/* Words of a cache that are used besides what Coconut_LearnGlobal or Coconut_LearnMethod fills. */
typedef struct {
    int64_t look[4];
    uint64_t tag;           /* of the globals that had the function */
    PyObject *func;         /* borrowed */
    uint64_t unused;
    PyObject *code;         /* noted */
} function_cache;

COCONUT_API PyObject *Coconut_LearnGlobal(PyFunctionObject *, PyObject *, void *);
COCONUT_API PyObject *Coconut_LearnMethod(PyObject *, PyObject *, void *);

/* A global of `caller` that is a function that runs as `native`, else NULL. */
COCONUT_API PyObject *
Coconut_LearnFunction(PyFunctionObject *caller, PyObject *name, function_cache *c, coconut_native native)
{
    PyObject *found = Coconut_LearnGlobal(caller, name, c);
    c->tag = 0;
    if (found == NULL || !note_code(found, native, &c->code) || PyDict_GetItem(caller->func_globals, name) != found) {
        return NULL;
    }
    c->tag = ((PyDictObject *)caller->func_globals)->ma_version_tag;
    c->func = found;
    return found;
}

/* The same for a method; `found` is what the cache says that it is, NULL when it says nothing. */
COCONUT_API PyObject *
Coconut_LearnCallee(PyObject *o, PyObject *name, function_cache *c, coconut_native native, PyObject *found)
{
    if (found == NULL) {
        found = Coconut_LearnMethod(o, name, c);
    }
    return found != NULL && note_code(found, native, &c->code) ? found : NULL;
}

/* Is it a function whose code runs as `native`? */
COCONUT_API bool
Coconut_RunsAs(PyObject *func, function_cache *c, coconut_native native)
{
    return Py_IS_TYPE(func, &PyFunction_Type) && (((PyFunctionObject *)func)->func_code == c->code || note_code(func, native, &c->code));
}

/* Is it a function that has a fast function that can be called with so many objects, at once? *fast is that. */
COCONUT_API bool
Coconut_PeekFast(PyObject *func, int64_t args, void **fast)
{
    if (!Py_IS_TYPE(func, &PyFunction_Type)) {
        return false;
    }
    *fast = coconut_fast_for((PyFunctionObject *)func, args);
    return *fast != NULL;
}

/* A method that a built-in type has, for a frame's stack. Borrowed from the type. */
COCONUT_API PyObject *
Coconut_BuiltinMethod(PyTypeObject *type, PyObject *name)
{
    return _PyType_Lookup(type, name);
}

/* --- Deaths */

/* How deep coconut looks into an object, how many objects of a container it looks at, and how many of those that several references lead to: a few are
   found by looking through them, more by their addresses. */
#define DEATH_DEPTH 4
#define DEATH_ITEMS 1024
#define DEATH_FEW 8
#define DEATH_SHARED 256

/* An object that loses references when some end, and how many: one that loses all of its own ends as well. */
typedef struct {
    PyObject *object;
    Py_ssize_t lost;
} loss;

typedef struct {
    int left;                       /* how many more objects are looked at */
    int count;                      /* of the shared ones */
    loss few[DEATH_FEW];            /* the first ones */
    loss many[DEATH_SHARED];        /* the others; not set before there are some */
} losses;

static bool dies_quietly(PyObject *o, int depth, losses *all);

/* Numbers, strings, None: nobody sees one end. */
static inline bool
is_inert(PyObject *o)
{
    PyTypeObject *type = Py_TYPE(o);
    return type == &PyFloat_Type || type == &PyLong_Type || type == &PyUnicode_Type || type == &PyBytes_Type || type == &PyBool_Type || o == Py_None;
}

/* Where an object is counted; NULL: there is no room for more. */
static loss *
loss_of(PyObject *o, losses *all)
{
    const int few = Py_MIN(all->count, DEATH_FEW);
    for (int i = 0; i < few; i++) {
        if (all->few[i].object == o) {
            return &all->few[i];
        }
    }
    loss *found = &all->few[few];
    if (few == DEATH_FEW) {
        if (all->count == DEATH_FEW) {
            memset(all->many, 0, sizeof(all->many));
        }
        size_t i = ((uintptr_t)o >> 4) % DEATH_SHARED;
        while (all->many[i].object != o && all->many[i].object != NULL) {
            i = (i + 1) % DEATH_SHARED;
        }
        found = &all->many[i];
        if (found->object == o) {
            return found;
        }
        if (all->count == DEATH_FEW + DEATH_SHARED * 3 / 4) {
            return NULL;
        }
    }
    all->count++;
    *found = (loss){o, 0};
    return found;
}

/* An object that has several references loses one. One that has more than are looked at does not end. */
static bool
loses_quietly(PyObject *o, int depth, losses *all)
{
    if (Py_REFCNT(o) > DEATH_ITEMS) {
        return true;
    }
    loss *found = loss_of(o, all);
    return found != NULL && (++found->lost < Py_REFCNT(o) || dies_quietly(o, depth, all));
}

static inline bool
is_dropped_quietly(PyObject *o, int depth, losses *all)
{
    if (o == NULL || is_inert(o)) {
        return true;
    }
    if (--all->left < 0) {
        return false;
    }
    return Py_REFCNT(o) > 1 ? loses_quietly(o, depth, all) : dies_quietly(o, depth, all);
}

static bool
are_dropped_quietly(PyObject *const *items, Py_ssize_t count, int depth, losses *all)
{
    if (count > DEATH_ITEMS) {
        return false;
    }
    for (Py_ssize_t i = 0; i < count; i++) {
        if (!is_dropped_quietly(items[i], depth, all)) {
            return false;
        }
    }
    return true;
}

/* An instance of a Python class that derives from object alone, whose end calls nothing: subtype_dealloc (typeobject.c). */
static bool
instance_dies_quietly(PyObject *o, PyTypeObject *type, int depth, losses *all)
{
    if (!(type->tp_flags & Py_TPFLAGS_HEAPTYPE) || Py_REFCNT(type) < 3 || type->tp_finalize != NULL || type->tp_del != NULL || !Py_IS_TYPE(type, &PyType_Type)) {
        return false;
    }
    if (type->tp_weaklistoffset != 0 && *(PyObject **)((char *)o + type->tp_weaklistoffset) != NULL) {
        return false;
    }
    if (type->tp_flags & Py_TPFLAGS_MANAGED_DICT) {
        PyDictValues *values = *_PyObject_ValuesPointer(o);
        if (values == NULL) {
            return *_PyObject_ManagedDictPointer(o) == NULL;
        }
        const Py_ssize_t count = ((PyHeapTypeObject *)type)->ht_cached_keys->dk_nentries;
        if (!are_dropped_quietly(values->values, count, depth, all)) {
            return false;
        }
    }
    else if (type->tp_dictoffset != 0) {
        return false;
    }
    for (; type != &PyBaseObject_Type; type = type->tp_base) {
        if (type->tp_dealloc != coconut_subtype_dealloc || Py_TYPE(type) != &PyType_Type || Py_SIZE(type) > DEATH_ITEMS) {
            return false;
        }
        const PyMemberDef *member = _PyHeapType_GET_MEMBERS((PyHeapTypeObject *)type);
        for (Py_ssize_t i = 0; i < Py_SIZE(type); i++, member++) {
            if (member->type != T_OBJECT_EX || !is_dropped_quietly(*(PyObject **)((char *)o + member->offset), depth, all)) {
                return false;
            }
        }
    }
    return true;
}

/* The keys and values of a dict, which ends. */
static bool
entries_die_quietly(PyDictObject *dict, int depth, losses *all)
{
    PyDictKeysObject *keys = dict->ma_keys;
    const Py_ssize_t count = keys->dk_nentries;
    if (dict->ma_values != NULL) {
        return are_dropped_quietly(dict->ma_values->values, count, depth, all);
    }
    if (count > DEATH_ITEMS) {
        return false;
    }
    const bool is_general = keys->dk_kind == DICT_KEYS_GENERAL;
    for (Py_ssize_t i = 0; i < count; i++) {
        PyObject *key = is_general ? DK_ENTRIES(keys)[i].me_key : NULL;
        PyObject *value = is_general ? DK_ENTRIES(keys)[i].me_value : DK_UNICODE_ENTRIES(keys)[i].me_value;
        if (!is_dropped_quietly(key, depth, all) || !is_dropped_quietly(value, depth, all)) {
            return false;
        }
    }
    return true;
}

static bool
elements_die_quietly(PySetObject *set, int depth, losses *all)
{
    if (set->mask > DEATH_ITEMS || set->weakreflist != NULL) {
        return false;
    }
    for (Py_ssize_t i = 0; i <= set->mask; i++) {
        PyObject *key = set->table[i].key;
        if (key != _PySet_Dummy && !is_dropped_quietly(key, depth, all)) {
            return false;
        }
    }
    return true;
}

/* Does nobody notice when this object ends: no code runs, no weak reference is cleared. */
static bool
dies_quietly(PyObject *o, int depth, losses *all)
{
    PyTypeObject *type = Py_TYPE(o);
    if (is_inert(o)) {
        return true;
    }
    if (depth == 0) {
        return false;
    }
    if (type == &PyTuple_Type || type == &PyList_Type) {
        return are_dropped_quietly(PySequence_Fast_ITEMS(o), Py_SIZE(o), depth - 1, all);
    }
    if (type == &PyDict_Type) {
        return entries_die_quietly((PyDictObject *)o, depth - 1, all);
    }
    if (type == &PySet_Type) {
        return elements_die_quietly((PySetObject *)o, depth - 1, all);
    }
    PyObject *held[2];
    if (coconut_is_iterator(o, held)) {
        return are_dropped_quietly(held, 2, depth - 1, all);
    }
    return instance_dies_quietly(o, type, depth - 1, all);
}

/* The object that has its last reference: could its end be noticed? */
COCONUT_API bool
Coconut_DiesVisibly(PyObject *o)
{
    losses all;
    all.left = DEATH_ITEMS;
    all.count = 0;
    return !dies_quietly(o, DEATH_DEPTH, &all);
}

/* Each of the objects loses a reference, one that is there twice two: could the end of one be noticed? */
COCONUT_API bool
Coconut_LoseVisibly(PyObject *const *objects, int64_t count)
{
    losses all;
    all.left = DEATH_ITEMS;
    all.count = 0;
    return !are_dropped_quietly(objects, count, DEATH_DEPTH, &all);
}

/* Methods by the family of their object's type and their name, whichever class they are of: those that have a fast function of objects. */
static struct dispatch {
    uint64_t family;
    PyObject *name;         /* a reference */
    PyObject *func;         /* borrowed from the type */
    PyObject *code;         /* noted */
    int64_t entries;        /* of the shared keys, none of which is the name */
    int64_t args;
    void *fast;
} dispatches[1024];

static inline struct dispatch *
dispatch_of(uint64_t family, PyObject *name)
{
    return &dispatches[(family * 37 + ((uintptr_t)name >> 4)) & (Py_ARRAY_LENGTH(dispatches) - 1)];
}

/* Whether an instance surely has no attribute of its own that `entries` was noted for: not_shadowed of caches.h, as far as it takes a look. */
static inline bool
lacks(PyObject *o, PyTypeObject *type, int64_t entries)
{
    if (type->tp_dictoffset == 0) {
        return true;
    }
    if (!(type->tp_flags & Py_TPFLAGS_MANAGED_DICT)) {
        return false;
    }
    if (*_PyObject_ValuesPointer(o) != NULL) {
        return ((PyHeapTypeObject *)type)->ht_cached_keys->dk_nentries == entries;
    }
    PyDictObject *dict = (PyDictObject *)*_PyObject_ManagedDictPointer(o);
    return dict == NULL || dict->ma_used == 0;
}

static __attribute__((noinline)) struct dispatch *
learn_dispatch(PyObject *o, PyObject *name)
{
    int64_t look[8] = {0}, entries = -1;
    PyObject *found = coconut_learn_method(o, name, look, &entries);
    const uint64_t family = coconut_family(Py_TYPE(o));
    if (found == NULL || family == 0 || !Py_IS_TYPE(found, &PyFunction_Type)) {
        return NULL;
    }
    coconut_entry *entry = coconut_entry_of((PyCodeObject *)((PyFunctionObject *)found)->func_code);
    if (entry == NULL || entry->fast == NULL) {
        return NULL;
    }
    struct dispatch *d = dispatch_of(family, name);
    d->family = 0;
    d->code = NULL;
    if (!note_code(found, entry->native, &d->code)) {
        return NULL;
    }
    Py_XSETREF(d->name, Py_NewRef(name));
    d->family = family;
    d->func = found;
    d->entries = entries;
    d->args = entry->plain_args;
    d->fast = entry->fast;
    return d;
}

/* The method that LOAD_METHOD would find, if it needs no bound object and has a fast function that takes so many arguments; *fast is that. Borrowed, or
   NULL. */
COCONUT_API PyObject *
Coconut_PeekMethod(PyObject *o, PyObject *name, int64_t args, void **fast)
{
    PyTypeObject *type = Py_TYPE(o);
    const uint32_t family = coconut_family(type);
    struct dispatch *d = dispatch_of(family, name);
    if (UNLIKELY(d->family != family || d->name != name || family == 0 ||
                 ((PyFunctionObject *)d->func)->func_code != d->code || !lacks(o, type, d->entries)))
    {
        d = learn_dispatch(o, name);
        if (d == NULL) {
            return NULL;
        }
    }
    if (d->args != args) {
        return NULL;
    }
    *fast = d->fast;
    return d->func;
}

/* What a fast function that left has given to the outermost record. */
COCONUT_API PyObject *
Coconut_LeftResult(PyThreadState *tstate, record *r)
{
    PyObject *result = r->result;
    return UNLIKELY(tstate->cframe->use_tracing) && result != NULL ? coconut_set_aside(tstate, result) : result;
}
