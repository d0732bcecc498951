/* What the files of coconut._runtime share. Functions named Coconut_* are called by compiled code; their ownership and failure are
   the `declare`s of targets/cpython-3.11.ir. Everything else is private to the extension. */
#ifndef COCONUT_H
#define COCONUT_H

#ifndef _GNU_SOURCE
#define _GNU_SOURCE 1      /* dladdr, pthread_getattr_np */
#endif
#define PY_SSIZE_T_CLEAN
#define Py_BUILD_CORE 1
#include <Python.h>
#include <frameobject.h>
#include <stdbool.h>
#include <stdint.h>
#include <sys/types.h>
#include <internal/pycore_ceval.h>
#include <internal/pycore_code.h>
#include <internal/pycore_frame.h>
#include <internal/pycore_interp.h>
#include <internal/pycore_object.h>
#include <internal/pycore_pystate.h>
#include <internal/pycore_runtime.h>

#define COCONUT_API __attribute__((visibility("default")))
#define LIKELY(x) __builtin_expect(!!(x), 1)
#define UNLIKELY(x) __builtin_expect(!!(x), 0)

#define COCONUT_TARGET "cpython-3.11-x86_64-linux-gnu"
#define COCONUT_ABI 9

/* A native function: what PEP 523 calls an eval-frame function. The third argument says that an exception was thrown into the frame; or, to a
   generator's, that what it yields may be handed to Coconut_Consumer (consume.c). */
enum { COCONUT_THROWN = 1, COCONUT_CONSUMED = 2 };
typedef PyObject *(*coconut_native)(PyThreadState *, _PyInterpreterFrame *, int);

/* --- Entries: what is known of a code object (hook.c) */

/* One place where a function left native code. `reason` belongs to the library, which is never unloaded. */
typedef struct deopt_site {
    struct deopt_site *next;
    int offset;
    const char *reason;
    uint64_t count;
} deopt_site;

/* One bytecode whose guards failed in specialised code. The last failures are looked at a hundred at a time: are they many for what went well? */
typedef struct guard_site {
    struct guard_site *next;
    int offset;
    uint64_t count;
    bool keeps_failing;
    const uint64_t *entered;        /* how often the code was entered that it is in */
    uint64_t first, entries;        /* of those that are being looked at: the count, and *entered, when they began */
    uint64_t calls;                 /* in which they were */
    int64_t lost, won;              /* and what they have cost since, and the time in specialised code before them */
} guard_site;

struct coconut_function;

/* Hangs on the code object (co_extra) and lives as long as it; with a report asked for, until the end of the process. */
typedef struct coconut_entry {
    coconut_native native;          /* NULL: runs in the interpreter */
    int plain_args;                 /* what a call has to give for the frame to be filled by it alone; -1: not so, or not native */
    int frame_words;                /* of the data stack */
    int fast_args;                  /* objects that `fast` takes: the parameters, the tuple of * and the dict of ** among them */
    bool binds;                     /* there is such a tuple or dict, or a parameter that only a keyword names */
    void *fast;                     /* a fast function of objects that gives an object (doors.c), or NULL */
    uint64_t calls;                 /* counted only while coconut_counting */
    const int64_t *loops;           /* where `native` takes over frames: how many, then the offset of a jump and the depth of the stack each; or NULL */
    PyCodeObject *bare;             /* the code without handlers, made when needed (osr.c) */
    uint32_t replaced;              /* how often `native` took over a frame */
    struct coconut_library *library;
    deopt_site *sites;
    guard_site *guards, *blamed;    /* the latter has failed last in this native code, or NULL */
    int left;                       /* how often its fast version left lately (lazy.c, doors.c) */
    struct coconut_note *notes;     /* who takes it for what `native` was compiled from (callees.c) */
    coconut_native same, other;     /* another library's function that was compiled from the same code, one that was not (callees.c) */
    PyCodeObject *code;             /* borrowed; NULL once the code object is gone */
    PyObject *qualname, *filename;  /* strong: they outlive the code object in the report */
    int firstlineno;
    uint32_t heat;                  /* calls and ticks while interpreted, counted for the JIT */
    uint32_t ticks;                 /* of these, the ticks */
    bool jit_queued;                /* the handler knows, or is about to */
    struct coconut_entry *previous, *next;
} coconut_entry;

extern bool coconut_counting;
extern COCONUT_API Py_ssize_t Coconut_ExtraIndex;     /* compiled code looks at it */
extern coconut_entry *coconut_entries;

/* codeobject.c, _PyCodeObjectExtra: the header keeps it private. */
typedef struct {
    Py_ssize_t ce_size;
    void *ce_extras[1];
} coconut_code_extra;

static inline coconut_entry *
coconut_entry_of(PyCodeObject *code)
{
    coconut_code_extra *extra = (coconut_code_extra *)code->co_extra;
    if (extra == NULL || Coconut_ExtraIndex >= extra->ce_size) {
        return NULL;
    }
    return (coconut_entry *)extra->ce_extras[Coconut_ExtraIndex];
}

int coconut_hook_init(void);
coconut_entry *coconut_entry_make(PyCodeObject *code);
void coconut_entry_install(coconut_entry *entry, struct coconut_library *library, const struct coconut_function *function, const int64_t *loops);
void coconut_entry_remove(coconut_entry *entry);
void coconut_forget_notes(coconut_entry *entry);

void *coconut_fast_for(PyFunctionObject *func, int64_t count, PyObject *names);
Py_ssize_t coconut_find_parameter(PyCodeObject *code, PyObject *keyword, Py_ssize_t total);
PyObject *coconut_keyword_default(PyFunctionObject *func, PyCodeObject *code, Py_ssize_t slot);

/* Arguments of functions that are called by coconut_call_fast. */
#define COCONUT_FAST_ARGS 8
bool coconut_call_fast(PyThreadState *tstate, PyFunctionObject *func, coconut_entry *entry, PyObject *const *args, Py_ssize_t count,
                       PyObject **result);
bool coconut_lacks_own(PyObject *o, PyObject *name);
PyObject *coconut_class_method(PyObject *o, PyObject *name);
COCONUT_API bool Coconut_RunsAs(PyObject *func, void *cache, coconut_native native);
PyObject *coconut_learn_method(PyObject *o, PyObject *name, void *cache, int64_t *entries);
void coconut_leave(PyThreadState *tstate, _PyInterpreterFrame *frame, _PyCFrame *cf, int instruction, int depth);
PyObject *coconut_hook(PyThreadState *tstate, _PyInterpreterFrame *frame, int throwflag);
PyObject *coconut_run_frame_slow(PyThreadState *tstate, _PyInterpreterFrame *frame);

/* Where the C stack of this thread counts as used up; NULL until it is known. */
extern __thread char *coconut_stack_limit __attribute__((tls_model("initial-exec")));

/* The native function of a code object, if it may be called without a detour through the hook; else NULL. */
static inline coconut_native
coconut_native_of(PyThreadState *tstate, PyCodeObject *code)
{
    coconut_entry *entry = coconut_entry_of(code);
    if (LIKELY(entry != NULL && tstate->interp->eval_frame == coconut_hook && !tstate->cframe->use_tracing && !coconut_counting &&
               coconut_stack_limit != NULL && (char *)__builtin_frame_address(0) >= coconut_stack_limit))
    {
        return entry->native;
    }
    return NULL;
}

/* Runs a frame that compiled code has pushed, as _PyEval_EvalFrame would. */
static inline PyObject *
coconut_run_frame(PyThreadState *tstate, _PyInterpreterFrame *frame, PyCodeObject *code)
{
    coconut_native native = coconut_native_of(tstate, code);
    return LIKELY(native != NULL) ? native(tstate, frame, 0) : coconut_run_frame_slow(tstate, frame);
}

PyObject *coconut_vectorcall(PyObject *, PyObject *const *, size_t, PyObject *);
PyObject *coconut_interpret(PyThreadState *tstate, _PyInterpreterFrame *frame, int throwflag);
void coconut_count_deopt(PyCodeObject *code, int offset, const char *reason);
void coconut_hook_hold(void);
void coconut_hook_release(void);

/* --- The launcher (launch.c) */

extern PyObject *coconut_main_globals;
int coconut_main_seen(PyCodeObject *code);
extern PyObject *coconut_code_observer;
int coconut_code_seen(PyThreadState *tstate, PyCodeObject *code);
PyObject *coconut_observe_all(PyObject *module, PyObject *observer);
PyObject *coconut_run(PyObject *module, PyObject *args);
PyObject *coconut_observed(PyObject *module, PyObject *args);
PyObject *coconut_high_fd(PyObject *module, PyObject *fd);
PyObject *coconut_has_importer(PyObject *module, PyObject *path);

/* --- Frames (frames.c) */

_PyInterpreterFrame *coconut_push_frame_slow(PyThreadState *tstate, PyFunctionObject *func, PyObject *locals, size_t size);
void coconut_pop_frame(PyThreadState *tstate, _PyInterpreterFrame *frame);
void coconut_clear_frame(_PyInterpreterFrame *frame);
void coconut_clear_and_pop_slow(PyThreadState *tstate, _PyInterpreterFrame *frame);
PyFrameObject *coconut_frame_object(_PyInterpreterFrame *frame);

/* _PyFrame_Push: room on the data stack and the specials; the slots are not set. Takes the reference to func, also when it
   fails (NULL, no exception set). `locals` is borrowed, may be NULL. */
static inline _PyInterpreterFrame *
coconut_push_frame(PyThreadState *tstate, PyFunctionObject *func, PyObject *locals)
{
    PyCodeObject *code = (PyCodeObject *)func->func_code;
    size_t size = code->co_nlocalsplus + code->co_stacksize + FRAME_SPECIALS_SIZE;
    PyObject **base = tstate->datastack_top;
    if (UNLIKELY(base == NULL || size >= (size_t)(tstate->datastack_limit - base))) {
        return coconut_push_frame_slow(tstate, func, locals, size);
    }
    tstate->datastack_top = base + size;
    _PyFrame_InitializeSpecials((_PyInterpreterFrame *)base, func, locals, code->co_nlocalsplus);
    return (_PyInterpreterFrame *)base;
}

/* _PyEvalFrameClearAndPop (ceval.c). Destructors that run here count one level of recursion. A frame that nobody has looked at, and
   that is not the first of its chunk, takes the short way. */
static inline void
coconut_clear_and_pop(PyThreadState *tstate, _PyInterpreterFrame *frame)
{
    assert((PyObject **)frame + frame->f_code->co_nlocalsplus + frame->f_code->co_stacksize + FRAME_SPECIALS_SIZE ==
           tstate->datastack_top);
    /* The interpreter leaves -1 where MAKE_CELL had no memory, and then lets go of nothing. */
    assert(frame->owner == FRAME_OWNED_BY_THREAD && frame->stacktop >= -1);
    assert(tstate->cframe->current_frame != frame);
    if (UNLIKELY(frame->frame_obj != NULL || frame->f_locals != NULL || (PyObject **)frame == tstate->datastack_chunk->data)) {
        coconut_clear_and_pop_slow(tstate, frame);
        return;
    }
    tstate->recursion_remaining--;
    for (int i = 0; i < frame->stacktop; i++) {
        Py_XDECREF(frame->localsplus[i]);
    }
    /* A destructor may have asked for the frame object of a frame above, never of this one: it is unlinked. */
    Py_DECREF(frame->f_func);
    Py_DECREF(frame->f_code);
    tstate->recursion_remaining++;
    tstate->datastack_top = (PyObject **)frame;
}

/* --- Libraries (library.c, fingerprint.c) */

typedef struct coconut_function {
    uint64_t fingerprint;
    const char *qualname;
    coconut_native entry;
    int64_t firstlineno;
    void *fast;
} coconut_function;

typedef struct coconut_library {
    struct coconut_library *next;
    char *path;                     /* as resolved by realpath */
    dev_t device;
    ino_t inode;
    const char *tool, *options, *filename;
    int64_t count;
    const coconut_function *functions;
    const coconut_function **sorted;    /* by fingerprint */
    const int64_t *const *loops;        /* the functions' tables of loops, by index; or NULL */
    char *constant;                     /* what no one writes to, code first: whole pages */
    size_t constant_size;
} coconut_library;

void coconut_libraries_forget(bool is_last);

int coconut_fingerprint(PyCodeObject *code, uint64_t *out);
bool coconut_fingerprint_of(coconut_native native, uint64_t *out);
PyObject *coconut_attach(PyObject *module, PyObject *args);
PyObject *coconut_source(PyObject *module, PyObject *path);
PyObject *coconut_detach(PyObject *module, PyObject *code);
PyObject *coconut_py_fingerprint(PyObject *module, PyObject *code);

/* --- The method JIT (jit.c) */

extern bool coconut_jit_on;
extern volatile bool coconut_jit_waiting;
int coconut_jit_see(PyCodeObject *code, coconut_entry *entry, int throwflag);
void coconut_jit_failed(coconut_entry *entry, const deopt_site *site);
void coconut_jit_keeps_failing(coconut_entry *entry);
uint32_t coconut_jit_failures(void);
PyObject *coconut_jit_is_guard(PyObject *module, PyObject *reason);
PyObject *coconut_jit_start(PyObject *module, PyObject *args);
PyObject *coconut_jit_take(PyObject *module, PyObject *unused);
PyObject *coconut_jit_seen(PyObject *module, PyObject *unused);
PyObject *coconut_jit_wake(PyObject *module, PyObject *ticks);
PyObject *coconut_jit_woken(PyObject *module, PyObject *unused);
PyObject *coconut_jit_lines(PyObject *module, PyObject *unused);
PyObject *coconut_jit_listen(PyObject *module, PyObject *args);

/* --- On-stack replacement (osr.c) */

int coconut_osr(PyThreadState *tstate);
_PyInterpreterFrame *coconut_interpreted_frame(void);
PyObject *coconut_eval_noted(PyThreadState *tstate, _PyInterpreterFrame *frame, int throwflag);

/* _PyEval_EvalFrameDefault; while there is a JIT, of a frame that may go on natively. */
static inline PyObject *
coconut_eval(PyThreadState *tstate, _PyInterpreterFrame *frame, int throwflag)
{
    return UNLIKELY(coconut_jit_on) ? coconut_eval_noted(tstate, frame, throwflag) : _PyEval_EvalFrameDefault(tstate, frame, throwflag);
}

/* --- info and report (report.c) */

PyObject *coconut_info(PyObject *module, PyObject *code);
PyObject *coconut_watch(PyObject *module, PyObject *codes);
PyObject *coconut_write_report(PyObject *module, PyObject *path);
PyObject *coconut_set_counting(PyObject *module, PyObject *on);

extern PyObject *coconut_error;     /* coconut.AttachError */

/* --- Tracers (tracing.c) */

void coconut_trace_exception(PyThreadState *tstate, _PyInterpreterFrame *frame);
void coconut_trace_unwind(PyThreadState *tstate, _PyInterpreterFrame *frame);
PyObject *coconut_traced_call(PyThreadState *tstate, PyObject *callable, PyObject *const *args, Py_ssize_t positional, PyObject *kwnames);
PyObject *coconut_traced_call_ex(PyThreadState *tstate, PyObject *callable, PyObject *args, PyObject *kwargs);
PyObject *coconut_set_aside(PyThreadState *tstate, PyObject *result);
bool coconut_dies_behind(PyObject *v, PyObject *w, int lent);
int coconut_settle_line(PyThreadState *tstate, _PyInterpreterFrame *frame, int previous, int next, int depth);
void coconut_enter_raising(PyThreadState *tstate);
void Coconut_AddTraceback(PyThreadState *tstate, _PyInterpreterFrame *frame);
PyObject *Coconut_Deopt(PyThreadState *tstate, _PyInterpreterFrame *frame, _PyCFrame *cf, int offset, int depth, const char *reason);
PyObject *Coconut_DeoptRaise(PyThreadState *tstate, _PyInterpreterFrame *frame, _PyCFrame *cf, int offset, int depth, const char *reason);

PyObject *coconut_call_function(PyThreadState *tstate, PyObject *func, PyObject *const *args, Py_ssize_t count);
bool coconut_bind(PyFunctionObject *func, PyCodeObject *code, PyObject **slots, PyObject *const *args, Py_ssize_t count, PyObject *kwnames);

/* --- Builtins (builtins.c), generators (iterate.c, consume.c) */

void coconut_builtins_init(void);
void coconut_learn_math(PyObject *value);
void coconut_quick_init(void);
extern PyObject *Coconut_Method_list_append;    /* the method descriptor of list (quick.c) */
extern newfunc coconut_slot_new;    /* slot_tp_new (typeobject.c), once a class has been seen that has it */
bool coconut_call_shortcut(PyThreadState *tstate, PyMethodDef *method, PyObject *self, PyObject *const *args, Py_ssize_t count,
                           PyObject **result);
bool coconut_call_class(PyTypeObject *class, PyObject *const *args, Py_ssize_t count, PyObject **result);
PyObject *coconut_next(PyThreadState *tstate, PyGenObject *gen, int how);
typedef struct coconut_consumer coconut_consumer;
bool coconut_any_of(PyThreadState *tstate, PyObject *self, PyObject *const *args, Py_ssize_t count, PyObject **result);
bool coconut_all_of(PyThreadState *tstate, PyObject *self, PyObject *const *args, Py_ssize_t count, PyObject **result);
bool coconut_hash_of(PyThreadState *tstate, PyObject *self, PyObject *const *args, Py_ssize_t count, PyObject **result);
bool coconut_sum_of(PyThreadState *tstate, PyObject *self, PyObject *const *args, Py_ssize_t count, PyObject **result);
bool coconut_min_of_items(PyThreadState *tstate, PyObject *self, PyObject *const *args, Py_ssize_t count, PyObject **result);
bool coconut_max_of_items(PyThreadState *tstate, PyObject *self, PyObject *const *args, Py_ssize_t count, PyObject **result);
bool coconut_sorted_of(PyThreadState *tstate, PyObject *self, PyObject *const *args, Py_ssize_t count, PyObject **result);
bool coconut_join_of(PyThreadState *tstate, PyObject *self, PyObject *const *args, Py_ssize_t count, PyObject **result);
bool coconut_collection_of(PyThreadState *tstate, PyTypeObject *class, PyObject *arg, PyObject **result);
bool coconut_send(PyThreadState *tstate, PyGenObject *gen, PyObject *sent, PyObject **result);

/* --- Functions without frames (frameless.c, globals.c) */

bool coconut_is_iterator(PyObject *o, PyObject *held[2]);
bool coconut_is_namespace(PyObject *dict);

/* Would the last of so many objects that the garbage collector knows start a collection? gc_alloc (gcmodule.c) */
static inline bool
coconut_is_collection_due(PyThreadState *tstate, int objects)
{
    const struct _gc_runtime_state *gc = &tstate->interp->gc;
    return gc->generations[0].count + objects > gc->generations[0].threshold && gc->enabled && gc->generations[0].threshold != 0;
}

/* --- Errors shared by several helpers (exceptions.c, errors.c, kept.c) */

bool coconut_bury(PyObject *o);
int coconut_kept_init(void);
PyFrameObject *coconut_kept_frame(Py_ssize_t slots);
PyTracebackObject *coconut_kept_traceback(void);
PyBaseExceptionObject *coconut_kept_exception(PyTypeObject *type);
PyObject *coconut_new_exception(PyTypeObject *type, PyObject *args);

void coconut_forget_lines(void);
void coconut_set_key_error(PyObject *key);

void coconut_format_exc_check_arg(PyObject *exc, const char *format, PyObject *name);
void coconut_format_exc_unbound(PyCodeObject *code, int slot);
int coconut_each_class(PyObject *type, int (*check)(PyObject *));
int coconut_check_class(PyObject *type);
void coconut_format_kwargs_error(PyObject *func, PyObject *kwargs);

/* --- Strings that helpers look up, interned when the extension is imported (module.c). */

#define COCONUT_STRINGS(X) \
    X(__init__) X(__new__) X(__add__) X(__sub__) X(__mul__) X(__truediv__) X(__floordiv__) X(__mod__) X(__and__) X(__or__) X(__xor__) X(__lshift__) \
    X(__rshift__) X(__matmul__) X(__lt__) X(__le__) X(__eq__) X(__ne__) X(__gt__) X(__ge__) X(__getitem__) X(__setitem__) X(__contains__) X(__get__) X(__set__) X(__getattr__) X(__getattribute__) X(__call__) X(__next__) X(__bool__) \
    X(__import__) X(__build_class__) X(__annotations__) X(__enter__) X(__exit__) X(__aenter__) X(__aexit__) \
    X(__all__) X(__class__) X(__dict__) X(__name__) X(__spec__) X(__match_args__) X(__notes__) X(name) X(obj) X(get) X(split) X(derive) X(displayhook) X(send)

#define X(s) PyObject *s;
extern struct coconut_strings { COCONUT_STRINGS(X) PyObject *empty, *no_args, *no_bytes; } coconut_str;
#undef X

/* Whether an exception is pending in this thread. */
static inline bool
coconut_pending(PyThreadState *tstate)
{
    return tstate->curexc_type != NULL;
}

/* Numbers, strings, None: their end runs no code. */
static inline bool
coconut_is_inert(PyObject *o)
{
    PyTypeObject *type = Py_TYPE(o);
    return type == &PyLong_Type || type == &PyUnicode_Type || type == &PyFloat_Type || type == &PyBool_Type || type == &PyBytes_Type || o == Py_None;
}

/* Whether nobody notices that a place lets go of an object, as far as that is seen at once. */
static inline bool
coconut_goes_quietly(PyObject *o)
{
    return Py_REFCNT(o) > 1 || coconut_is_inert(o);
}

COCONUT_API bool Coconut_DiesVisibly(PyObject *);     /* deaths.c */

/* The same, with a look at what it holds. */
static inline bool
coconut_ends_quietly(PyObject *o)
{
    return coconut_goes_quietly(o) || !Coconut_DiesVisibly(o);
}

/* Which operands are lent: not held by a register of the caller, or there more than once on the value stack. The others have the stack's
   reference already, and a special method would see one too many (sys.getrefcount). */
#define COCONUT_LENT 1          /* the first, or the only one */
#define COCONUT_LENT_SECOND 2
#define COCONUT_LENT_THIRD 4

/* A lent operand may be there only by the reference of a fast local, and code that an operator runs can set that local
   (PyFrame_LocalsToFast). What may run any code, and looks at its operands afterwards, is called between these, which stand for the
   references that the interpreter's value stack has. */
static inline void
coconut_hold_lent(PyObject *v, PyObject *w, int lent)
{
    if (lent & COCONUT_LENT) {
        Py_INCREF(v);
    }
    if (lent & COCONUT_LENT_SECOND) {
        Py_INCREF(w);
    }
}

static inline void
coconut_let_go_lent(PyObject *v, PyObject *w, int lent)
{
    if (lent & COCONUT_LENT) {
        Py_DECREF(v);
    }
    if (lent & COCONUT_LENT_SECOND) {
        Py_DECREF(w);
    }
}

/* The same where nothing says that the caller holds them. */
static inline void
coconut_hold(PyObject *v, PyObject *w)
{
    coconut_hold_lent(v, w, COCONUT_LENT | COCONUT_LENT_SECOND);
}

static inline void
coconut_let_go(PyObject *v, PyObject *w)
{
    coconut_let_go_lent(v, w, COCONUT_LENT | COCONUT_LENT_SECOND);
}

/* A binary operator, or another function of two operands, by CPython's own ways. */
static inline PyObject *
coconut_binary(binaryfunc function, PyObject *v, PyObject *w, int lent)
{
    coconut_hold_lent(v, w, lent);
    PyObject *result = function(v, w);
    coconut_let_go_lent(v, w, lent);
    return result;
}

static inline PyObject *
coconut_unary(unaryfunc function, PyObject *v, int lent)
{
    coconut_hold_lent(v, NULL, lent);
    PyObject *result = function(v);
    coconut_let_go_lent(v, NULL, lent);
    return result;
}

/* A binary operator, `v op w` or `v op= w`. */
typedef struct {
    binaryfunc general;
    Py_ssize_t slot, in_place;      /* offsets in PyNumberMethods; in_place: 0 where the operator is not */
    Py_ssize_t name;                /* offset in coconut_str */
    const char *symbol;
} coconut_operator;

/* By NB_ADD …; those that are not here have no name. */
extern const coconut_operator coconut_operators[];
/* What Py_LT … begin at among them. */
#define COCONUT_COMPARISON 256

PyObject *coconut_refused(const coconut_operator *op, PyObject *v, PyObject *w, PyObject *result);
PyObject *coconut_compared_otherwise(PyObject *v, PyObject *w, int op, PyObject *result);
/* subtype_dealloc of typeobject.c: what instances of Python classes end by. */
extern destructor coconut_subtype_dealloc;

/* A special method: a Python function, borrowed from its class, or the C function of a built-in class, which takes an instance and one argument. */
typedef struct {
    PyObject *func;
    PyCFunction c;
    bool is_dicts; /* `c` is dict's */
} coconut_method;

coconut_method coconut_special_method(PyTypeObject *type, PyObject *name);
PyObject *coconut_special(PyTypeObject *type, PyObject *name);
bool coconut_is_plain_class(PyObject *descr);
COCONUT_API int Coconut_QuickIsInstance(PyObject *o, PyObject *class);
bool coconut_learn_getattr_hook(void);
bool coconut_looks_as_object(PyTypeObject *type);
bool coconut_looks_as_type(PyTypeObject *meta, bool *counted);
PyObject *coconut_getattr_of(PyTypeObject *type);
void coconut_tell_attribute_error(PyObject *o, PyObject *name);
PyObject *coconut_ask_getattr(PyThreadState *tstate, PyObject *func, PyObject *o, PyObject *name);
PyObject *coconut_operate(const coconut_operator *op, PyObject *v, PyObject *w, int lent);
PyObject *coconut_rich_compare(PyObject *v, PyObject *w, int op);

/* What a helper gives that refuses by NULL: without an exception, whatever went wrong. */
static inline PyObject *
coconut_cleared(PyObject *result)
{
    if (UNLIKELY(result == NULL)) {
        PyErr_Clear();
    }
    return result;
}

/* Whether PyObject_RichCompare could be entered: Py_EnterRecursiveCall would let it. */
static inline bool
coconut_may_recurse(void)
{
    return LIKELY(_PyThreadState_GET()->recursion_remaining > 0);
}

/* --- Families of classes: families.c */

#define COCONUT_FAMILIES 512
extern struct coconut_family {
    PyTypeObject *type;     /* not held: another type at its place has another tag */
    uint32_t version;       /* the version tag that it had */
    uint32_t family;
} coconut_families[COCONUT_FAMILIES];

static inline struct coconut_family *
coconut_family_at(PyTypeObject *type)
{
    const uintptr_t at = (uintptr_t)type;
    return &coconut_families[(at >> 4 ^ at >> 11) % COCONUT_FAMILIES];
}

uint32_t coconut_new_family(PyTypeObject *);
int coconut_put_in_class(PyTypeObject *, PyObject *name, PyObject *value, bool quietly);
void coconut_forget_attribute(uint32_t, PyObject *);

/* What a class is known by in tables; 0: nothing can be known of it now. */
static inline uint32_t
coconut_family(PyTypeObject *type)
{
    const struct coconut_family *f = coconut_family_at(type);
    return LIKELY(f->type == type && f->version == type->tp_version_tag) ? f->family : coconut_new_family(type);
}

#endif
