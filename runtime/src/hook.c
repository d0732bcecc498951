/* The PEP 523 hook, the entries on code objects, and the way back to the interpreter.

   A code object with native code carries a coconut_entry in its co_extra. The hook is installed while there is at least one
   such entry; another tool's hook that was there before keeps getting every frame that does not run natively. */
#include "coconut.h"
#include <x86intrin.h>
#include <pthread.h>

bool coconut_counting = false;
COCONUT_API Py_ssize_t Coconut_ExtraIndex = -1;
coconut_entry *coconut_entries = NULL;

static Py_ssize_t installed = 0;                        /* entries with native code, and holds */
static int interpreting = 0;                            /* > 0: C stack nearly used up, the interpreter has to do without us */
static _PyFrameEvalFunction next_hook = NULL;           /* the hook before ours, or NULL */

/* --- The C stack.

   The interpreter runs a Python call without a C call; native code and any eval-frame hook cannot. Recursion as deep as the
   program's recursion limit allows must still work, so when the C stack runs low the hook goes until that call has returned:
   the interpreter, left alone, needs no more of it. */

#define STACK_RESERVE (1 << 20)

__thread char *coconut_stack_limit __attribute__((tls_model("initial-exec")));

static __attribute__((noinline)) char *
find_stack_limit(void)
{
    pthread_attr_t attributes;
    void *low = NULL;
    size_t size = 0;
    if (pthread_getattr_np(pthread_self(), &attributes) == 0) {
        pthread_attr_getstack(&attributes, &low, &size);
        pthread_attr_destroy(&attributes);
    }
    coconut_stack_limit = low == NULL ? (char *)1 : (char *)low + Py_MIN(STACK_RESERVE, size / 2);
    return coconut_stack_limit;
}

static inline bool
stack_is_low(void)
{
    char *limit = coconut_stack_limit != NULL ? coconut_stack_limit : find_stack_limit();
    return (char *)__builtin_frame_address(0) < limit;
}

static void
set_hook(PyInterpreterState *interp)
{
    if (interp->eval_frame != coconut_hook) {
        next_hook = interp->eval_frame;
        _PyInterpreterState_SetEvalFrameFunc(interp, coconut_hook);
    }
}

static void
unset_hook(PyInterpreterState *interp)
{
    if (interp->eval_frame == coconut_hook) {
        _PyInterpreterState_SetEvalFrameFunc(interp, next_hook == NULL ? _PyEval_EvalFrameDefault : next_hook);
        next_hook = NULL;
    }
}

static __attribute__((noinline)) PyObject *
interpret_deeply(PyThreadState *tstate, _PyInterpreterFrame *frame, int throwflag)
{
    PyInterpreterState *interp = tstate->interp;
    interpreting++;
    unset_hook(interp);
    PyObject *result = coconut_eval(tstate, frame, throwflag);
    interpreting--;
    if (interpreting == 0 && installed > 0) {
        set_hook(interp);
    }
    return result;
}

static inline PyObject *
interpret(PyThreadState *tstate, _PyInterpreterFrame *frame, int throwflag)
{
    if (UNLIKELY(stack_is_low()) && next_hook == NULL) {
        return interpret_deeply(tstate, frame, throwflag);
    }
    return LIKELY(next_hook == NULL) ? coconut_eval(tstate, frame, throwflag) : next_hook(tstate, frame, throwflag);
}

/* A frame goes on in the interpreter that was native so far. */
PyObject *
coconut_interpret(PyThreadState *tstate, _PyInterpreterFrame *frame, int throwflag)
{
    if (UNLIKELY(stack_is_low()) && next_hook == NULL) {
        return interpret_deeply(tstate, frame, throwflag);
    }
    return coconut_eval(tstate, frame, throwflag);
}

/* The rest of coconut_hook: the function is new, or somebody wants to know of it. */
static __attribute__((noinline)) PyObject *
hook_slow(PyThreadState *tstate, _PyInterpreterFrame *frame, int throwflag)
{
    coconut_entry *entry = coconut_entry_of(frame->f_code);
    if (UNLIKELY(coconut_main_globals != NULL) && frame->f_globals == coconut_main_globals) {
        if (coconut_main_seen(frame->f_code) < 0) {
            return NULL;
        }
        entry = coconut_entry_of(frame->f_code);
    }
    if (entry == NULL && UNLIKELY(coconut_code_observer != NULL) && !throwflag) {
        if (coconut_code_seen(tstate, frame->f_code) < 0) {
            return NULL;
        }
        entry = coconut_entry_of(frame->f_code);
    }
    if (UNLIKELY(coconut_jit_on)) {
        if (coconut_jit_see(frame->f_code, entry, throwflag) < 0) {
            return NULL;
        }
        entry = coconut_entry_of(frame->f_code);
    }
    if (entry == NULL) {
        return interpret(tstate, frame, throwflag);
    }
    if (UNLIKELY(coconut_counting) && frame->owner != FRAME_OWNED_BY_GENERATOR) {
        entry->calls++;
    }
    if (entry->native == NULL || UNLIKELY(tstate->cframe->use_tracing) || UNLIKELY(stack_is_low())) {
        return interpret(tstate, frame, throwflag);
    }
    return entry->native(tstate, frame, throwflag);
}

/* The code of a module, which runs once. */
static __attribute__((noinline)) PyObject *
run_module(PyThreadState *tstate, _PyInterpreterFrame *frame, coconut_native native)
{
    static int depth = 0;
    depth++;
    PyObject *result = native(tstate, frame, 0);
    depth--;
    coconut_libraries_forget(depth == 0);
    return result;
}

/* The eval-frame function: native code where there is some, unless the thread is being traced. */
PyObject *
coconut_hook(PyThreadState *tstate, _PyInterpreterFrame *frame, int throwflag)
{
    coconut_native native = coconut_main_globals == NULL && !coconut_jit_waiting ? coconut_native_of(tstate, frame->f_code) : NULL;
    if (UNLIKELY(native == NULL)) {
        return hook_slow(tstate, frame, throwflag);
    }
    if (frame->f_func->vectorcall == _PyFunction_Vectorcall) {
        if (frame->f_locals == frame->f_globals) {
            return run_module(tstate, frame, native);
        }
        frame->f_func->vectorcall = coconut_vectorcall;
    }
    return native(tstate, frame, throwflag);
}

/* The rest of coconut_run_frame: _PyEval_EvalFrame. */
PyObject *
coconut_run_frame_slow(PyThreadState *tstate, _PyInterpreterFrame *frame)
{
    _PyFrameEvalFunction eval = tstate->interp->eval_frame;
    if (LIKELY(eval == coconut_hook)) {
        return coconut_hook(tstate, frame, 0);
    }
    return (eval == NULL ? _PyEval_EvalFrameDefault : eval)(tstate, frame, 0);
}

/* --- Leaving native code */

void
coconut_count_deopt(PyCodeObject *code, int offset, const char *reason)
{
    coconut_entry *entry = coconut_entry_of(code);
    if (entry == NULL) {
        return;
    }
    deopt_site **at = &entry->sites;
    for (; *at != NULL; at = &(*at)->next) {
        if ((*at)->offset == offset && ((*at)->reason == reason || strcmp((*at)->reason, reason) == 0)) {
            (*at)->count++;
            coconut_jit_failed(entry, *at);
            return;
        }
    }
    deopt_site *site = PyMem_RawMalloc(sizeof(deopt_site));
    if (site != NULL) {
        *site = (deopt_site){.offset = offset, .reason = reason, .count = 1};
        *at = site;
    }
}

/* A guard that fails more seldom is worth what it makes possible: in one of so many calls, ... */
#define CALLS_FOR_FAILURE 8
/* ... and where so many times the time that was lost has been spent in specialised code. */
#define WON_FOR_LOST 4
/* What an entry loses that leaves outside loops: ticks of the time stamp counter. */
#define LOST_FOR_ENTRY 2000

COCONUT_API int64_t
Coconut_Clock(void)
{
    return (int64_t)__rdtsc();
}

static void
look_from_here(guard_site *site, const uint64_t *entered)
{
    site->entered = entered;
    site->first = site->count;
    site->entries = *entered;
    site->calls = 0;
    site->lost = site->won = 0;
}

/* Words of Coconut_StartAttempts (targets/cpython-3.11.ir): when the last attempt to get back was made, when a guard failed last, or 0. */
enum { ATTEMPT = 2, FAILURE = 3 };

static void
count_time(guard_site *site, int64_t *words)
{
    if (words == NULL || words[FAILURE] == 0) {
        site->calls++;
    }
    if (words == NULL) {
        site->lost += LOST_FOR_ENTRY;
        return;
    }
    const int64_t now = Coconut_Clock(), attempt = words[ATTEMPT], failure = words[FAILURE];
    if (failure != 0 && attempt > failure && now > attempt) {
        site->lost += attempt - failure;
        site->won += now - attempt;
    }
    words[FAILURE] = now;
}

static inline bool
is_too_often(const guard_site *site)
{
    return *site->entered - site->entries <= site->calls * CALLS_FOR_FAILURE && site->lost > 0 && site->lost * WON_FOR_LOST >= site->won;
}

static guard_site *
guard_at(coconut_entry *entry, int offset)
{
    guard_site **at = &entry->guards;
    while (*at != NULL && (*at)->offset != offset) {
        at = &(*at)->next;
    }
    if (*at == NULL && (*at = PyMem_RawMalloc(sizeof(guard_site))) != NULL) {
        **at = (guard_site){.offset = offset};
    }
    return *at;
}

/* A guard of specialised code has failed, the function goes on as it was. Those that keep failing the JIT compiles it again without. Where a version of a
   loop does not fit (a negative offset), that is so because of the bytecode that has failed last, if any has. */
COCONUT_API void
Coconut_GuardFailed(_PyInterpreterFrame *frame, const uint64_t *entered, int64_t *words, int offset)
{
    coconut_entry *entry = coconut_entry_of(frame->f_code);
    if (entry == NULL) {
        return;
    }
    guard_site *site = offset < 0 && entry->blamed != NULL ? entry->blamed : guard_at(entry, offset < 0 ? ~offset : offset);
    if (site == NULL) {
        return;
    }
    if (offset >= 0) {
        entry->blamed = site;
    }
    site->count++;
    if (site->entered != entered) {
        look_from_here(site, entered);
    }
    count_time(site, words);
    if (LIKELY(site->count - site->first < coconut_jit_failures())) {
        return;
    }
    if (is_too_often(site)) {
        site->keeps_failing = true;
        coconut_jit_keeps_failing(entry);
    }
    look_from_here(site, entered);
}

/* Undoes Coconut_Enter: the interpreter enters the frame again from outside, as if `instruction` had just run. */
void
coconut_leave(PyThreadState *tstate, _PyInterpreterFrame *frame, _PyCFrame *cf, int instruction, int depth)
{
    PyCodeObject *code = frame->f_code;
    assert(tstate->cframe == cf && cf->current_frame == frame);
    assert(depth >= 0 && depth <= code->co_stacksize);
    frame->prev_instr = _PyCode_CODE(code) + instruction;
    frame->stacktop = code->co_nlocalsplus + depth;
    cf->current_frame = frame->previous;
    tstate->recursion_remaining++;
}

/* The rest of Coconut_Enter where the recursion limit is reached: _Py_EnterRecursiveCall. Its failed check gives its own count back. */
COCONUT_API int
Coconut_CheckRecursion(PyThreadState *tstate, _PyInterpreterFrame *frame, _PyCFrame *cf)
{
    if (_Py_CheckRecursiveCall(tstate, "") == 0) {
        return 0;
    }
    cf->current_frame = frame->previous;
    return -1;
}

/* Undoes Coconut_Enter for a generator that was suspended at none of the native function's places. */
COCONUT_API PyObject *
Coconut_Foreign(PyThreadState *tstate, _PyInterpreterFrame *frame, _PyCFrame *cf, int throwflag, int stacktop)
{
    frame->stacktop = stacktop;
    cf->current_frame = frame->previous;
    tstate->recursion_remaining++;
    return coconut_eval(tstate, frame, throwflag == COCONUT_THROWN);
}

COCONUT_API PyObject *
Coconut_Deopt(PyThreadState *tstate, _PyInterpreterFrame *frame, _PyCFrame *cf, int offset, int depth, const char *reason)
{
    int next = offset / (int)sizeof(_Py_CODEUNIT);
    coconut_count_deopt(frame->f_code, offset, reason);
    if (UNLIKELY(cf->use_tracing)) {
        if (coconut_settle_line(tstate, frame, _PyInterpreterFrame_LASTI(frame), next, depth) < 0) {
            return Coconut_DeoptRaise(tstate, frame, cf, offset, depth, reason);
        }
        if (frame->stacktop >= 0) {     /* the tracer has heard of the line, and may have chosen another */
            next = _PyInterpreterFrame_LASTI(frame);
            depth = frame->stacktop - frame->f_code->co_nlocalsplus;
        }
    }
    coconut_leave(tstate, frame, cf, next - 1, depth);
    return coconut_eval(tstate, frame, 0);
}

/* The same with an exception pending that the instruction at `offset` has raised: the interpreter handles it. */
COCONUT_API PyObject *
Coconut_DeoptRaise(PyThreadState *tstate, _PyInterpreterFrame *frame, _PyCFrame *cf, int offset, int depth, const char *reason)
{
    assert(coconut_pending(tstate));
    coconut_count_deopt(frame->f_code, offset, reason);
    coconut_leave(tstate, frame, cf, offset / (int)sizeof(_Py_CODEUNIT), depth);
    coconut_enter_raising(tstate);
    return coconut_eval(tstate, frame, 1);
}

/* RETURN_VALUE while a tracer is on, at the instruction prev_instr names: the interpreter does it and tells the tracer. Takes `result`. */
COCONUT_API PyObject *
Coconut_TracedReturn(PyThreadState *tstate, _PyInterpreterFrame *frame, _PyCFrame *cf, PyObject *result)
{
    int at = _PyInterpreterFrame_LASTI(frame);
    frame->localsplus[frame->f_code->co_nlocalsplus] = result;
    return Coconut_Deopt(tstate, frame, cf, at * (int)sizeof(_Py_CODEUNIT), 1, "tracing");
}

/* --- Entries */

/* The hook has to see every frame even if nothing is compiled yet. */
void
coconut_hook_hold(void)
{
    installed++;
    set_hook(PyInterpreterState_Get());
}

void
coconut_hook_release(void)
{
    if (--installed == 0) {
        unset_hook(PyInterpreterState_Get());
    }
}

static void
unlink_entry(coconut_entry *entry)
{
    *(entry->previous != NULL ? &entry->previous->next : &coconut_entries) = entry->next;
    if (entry->next != NULL) {
        entry->next->previous = entry->previous;
    }
}

static void
uninstall(coconut_entry *entry)
{
    coconut_forget_notes(entry);
    if (entry->native == NULL) {
        return;
    }
    entry->native = NULL;
    entry->fast = NULL;
    entry->plain_args = -1;
    entry->loops = NULL;
    if (--installed == 0) {
        PyThreadState *tstate = _PyThreadState_UncheckedGet();
        if (tstate != NULL) {
            unset_hook(tstate->interp);
        }
    }
}

/* What calls have to know of the frame. */
static void
settle_frame(coconut_entry *entry)
{
    const PyCodeObject *code = entry->code;
    const bool fits = code->co_flags & CO_OPTIMIZED;
    const int others = code->co_kwonlyargcount + ((code->co_flags & CO_VARARGS) != 0) + ((code->co_flags & CO_VARKEYWORDS) != 0);
    entry->binds = others > 0;
    entry->plain_args = fits && others == 0 ? code->co_argcount : -1;
    entry->fast_args = fits ? code->co_argcount + others : -1;
    entry->frame_words = code->co_nlocalsplus + code->co_stacksize + FRAME_SPECIALS_SIZE;
}

/* Called by code_dealloc, also for a code object on which only somebody else has put something. */
static void
free_entry(void *memory)
{
    coconut_entry *entry = memory;
    if (entry == NULL) {
        return;
    }
    uninstall(entry);
    coconut_forget_lines();
    entry->code = NULL;
    if (coconut_counting) {
        return;     /* the report wants it */
    }
    unlink_entry(entry);
    for (deopt_site *site = entry->sites, *next; site != NULL; site = next) {
        next = site->next;
        PyMem_RawFree(site);
    }
    for (guard_site *site = entry->guards, *next; site != NULL; site = next) {
        next = site->next;
        PyMem_RawFree(site);
    }
    Py_DECREF(entry->qualname);
    Py_DECREF(entry->filename);
    Py_XDECREF(entry->bare);
    PyMem_RawFree(entry);
}

/* The entry of a code object, made if there is none. NULL and an exception without memory. */
coconut_entry *
coconut_entry_make(PyCodeObject *code)
{
    coconut_entry *entry = coconut_entry_of(code);
    if (entry != NULL) {
        return entry;
    }
    entry = PyMem_RawCalloc(1, sizeof(coconut_entry));
    if (entry == NULL) {
        PyErr_NoMemory();
        return NULL;
    }
    entry->plain_args = -1;
    entry->code = code;
    entry->qualname = Py_NewRef(code->co_qualname);
    entry->filename = Py_NewRef(code->co_filename);
    entry->firstlineno = code->co_firstlineno;
    entry->next = coconut_entries;
    if (coconut_entries != NULL) {
        coconut_entries->previous = entry;
    }
    coconut_entries = entry;
    if (_PyCode_SetExtra((PyObject *)code, Coconut_ExtraIndex, entry) < 0) {
        unlink_entry(entry);
        Py_DECREF(entry->qualname);
        Py_DECREF(entry->filename);
        PyMem_RawFree(entry);
        return NULL;
    }
    return entry;
}

void
coconut_entry_install(coconut_entry *entry, coconut_library *library, const coconut_function *function, const int64_t *loops)
{
    if (entry->native == NULL) {
        installed++;
    }
    coconut_forget_notes(entry);
    entry->native = function->entry;
    settle_frame(entry);
    entry->loops = loops;
    entry->fast = entry->fast_args <= COCONUT_FAST_ARGS ? function->fast : NULL;
    entry->library = library;
    entry->jit_queued = false;
    entry->blamed = NULL;
    if (interpreting == 0) {
        set_hook(PyInterpreterState_Get());
    }
}

void
coconut_entry_remove(coconut_entry *entry)
{
    uninstall(entry);
    entry->library = NULL;
}

int
coconut_hook_init(void)
{
    Coconut_ExtraIndex = _PyEval_RequestCodeExtraIndex(free_entry);
    if (Coconut_ExtraIndex < 0) {
        PyErr_SetString(PyExc_ImportError, "coconut: no room left for data on code objects");
        return -1;
    }
    return 0;
}
