/* Frames that are not made until somebody could look.

   A fast function (`NAME.fast…` of a library) runs a Python function without a frame. What its frame would hold is in registers, and, while it
   calls another fast function or leaves, in its record on the C stack. Records are chained, each to its caller's; the outermost belongs to
   whoever called a fast function from a function with a frame. A fast function runs no Python code. When it comes to something that it cannot
   do, it leaves: the frames of all records are made, outermost first, its own goes on in the function's native code, which has ways in where
   its fast versions leave (lib/passes/lazy-calls/reentries.ts), or in the interpreter, and as each caller gets control back it goes on likewise. Levels of recursion are counted when frames are made; until then a fast function is told how
   many are left. */
#include "lazy.h"
#include "numbers.h"

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
    COUNTER,        /* a range's iterator, of three words: the next item, the step, how many there are yet */
};

/* Words of the outermost record of a function with a frame, before those that its site is about: the exception of a callee that left. */
#define EXCEPTION 3

/* What stands where an object could not be made. */
static PyObject *
no_memory(bool *failed)
{
    PyErr_Clear();
    *failed = true;
    return Py_NewRef(Py_None);
}

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
    return LIKELY(o != NULL) ? o : no_memory(failed);
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
        else if (how == COUNTER) {
            PyObject *o = Coconut_RangeIter(0, r->values[i], r->values[i + 1], r->values[i + 2]);
            frame->localsplus[place] = o != NULL ? o : no_memory(failed);
            i += 2;
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

/* The function that was called by something with a frame, or by the door: whose calls without frames come to an end here. */
static PyFunctionObject *
first_called(record *r)
{
    while (r->previous->previous != NULL) {
        r = r->previous;
    }
    return r->func;
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

/* Makes the frames of a fast function that leaves and of its callers; its own is not linked. */
static _PyInterpreterFrame *
make_frames(PyThreadState *tstate, record *r, bool *failed)
{
    make_callers(tstate, r->previous, failed);
    _PyInterpreterFrame *frame = make_frame(tstate, r, failed);
    give_up(outermost(r));
    coconut_give_up_packed();
    return frame;
}

/* A fast function leaves before the instruction behind site[AT]: leaves its result in the caller's record. The header of its own is written here, which
   keeps the many blocks that leave short. `reason`: REASON of lib/passes/lazy-calls/record.ts. */
COCONUT_API void
Coconut_LeaveFast(PyThreadState *tstate, record *r, record *caller, PyFunctionObject *func, const int64_t *site, coconut_native native, const char *reason)
{
    r->previous = caller;
    r->site = site;
    r->frame = NULL;
    r->func = func;
    bool failed = false;
    coconut_entry *entry = coconut_entry_of((PyCodeObject *)first_called(r)->func_code);
    _PyInterpreterFrame *frame = make_frames(tstate, r, &failed);
    if (*reason != '\0') {
        const int next = (int)r->site[AT] + (int)sizeof(_Py_CODEUNIT);
        const bool is_deopt = *reason != '.';
        if (is_deopt) {
            coconut_count_deopt(frame->f_code, next, reason);
        }
        if (entry != NULL) {
            entry->left = is_deopt ? entry->left + LEFT_COST : LEFT_MAX + LONG_COST;
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

/* The same where the callee is the method of an operator, which may have given NotImplemented: others are asked while the frame stands there. */
COCONUT_API void
Coconut_ReturnOperator(PyThreadState *tstate, record *r, coconut_native native, PyObject *v, PyObject *w, int64_t op, int64_t ends)
{
    if (r->result == Py_NotImplemented) {
        r->result = op >= COCONUT_COMPARISON ? coconut_compared_otherwise(v, w, (int)(op - COCONUT_COMPARISON), r->result)
                                             : coconut_refused(&coconut_operators[op], v, w, r->result);
    }
    if (ends != 0) {
        PyObject *type, *value, *traceback;
        PyErr_Fetch(&type, &value, &traceback);
        if (ends & 1) {
            Py_DECREF(v);
        }
        if (ends & 2) {
            Py_DECREF(w);
        }
        PyErr_Restore(type, value, traceback);
    }
    Coconut_ReturnFast(tstate, r, native);
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

/* What a fast function that left has given to the outermost record. */
COCONUT_API PyObject *
Coconut_LeftResult(PyThreadState *tstate, record *r)
{
    PyObject *result = r->result;
    return UNLIKELY(tstate->cframe->use_tracing) && result != NULL ? coconut_set_aside(tstate, result) : result;
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
