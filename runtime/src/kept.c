/* Memory of dead exceptions, traceback entries and frame objects, kept for the next ones: a loop that raises and catches needs no allocator. What dies goes
   as CPython's own functions let it go, but for its memory. Debug builds count references and do without. */
#include "numbers.h"

#define MAX_DEAD 8

typedef struct {
    int count;
    PyObject *items[MAX_DEAD];
} dead_objects;

/* An object of kept memory, not tracked; NULL where none is kept. */
static inline PyObject *
revive(dead_objects *dead, PyTypeObject *type)
{
    if (dead->count == 0 || UNLIKELY(_Py_tracemalloc_config.tracing)) {
        return NULL;
    }
    PyObject *o = dead->items[--dead->count];
    _Py_AS_GC(o)->_gc_next = _Py_AS_GC(o)->_gc_prev = 0;
    Py_SET_TYPE(o, type);
    o->ob_refcnt = 1;
    return o;
}

#ifndef Py_DEBUG
/* Takes the memory of an object that owns nothing any more. */
static inline void
keep(dead_objects *dead, PyObject *o)
{
    if (dead->count < MAX_DEAD && LIKELY(!_Py_tracemalloc_config.tracing)) {
        dead->items[dead->count++] = o;
    }
    else {
        PyObject_GC_Del(o);
    }
}

static inline void
untrack(PyObject *o)
{
    if (_PyObject_GC_IS_TRACKED(o)) {
        _PyObject_GC_UNTRACK(o);
    }
}
#endif

/* --- Frame objects, by the number of slots they have room for: that of their code, they do not know it themselves */

#define FRAME_SIZES 4
static struct {
    Py_ssize_t slots;
    dead_objects dead;
} dead_frames[FRAME_SIZES];

static inline dead_objects *
frames_of_size(Py_ssize_t slots)
{
    const size_t at = (size_t)slots % FRAME_SIZES;
    return dead_frames[at].slots == slots ? &dead_frames[at].dead : NULL;
}

/* One with room for so many slots, or NULL. */
PyFrameObject *
coconut_kept_frame(Py_ssize_t slots)
{
    dead_objects *dead = frames_of_size(slots);
    return dead == NULL ? NULL : (PyFrameObject *)revive(dead, &PyFrame_Type);
}

#ifndef Py_DEBUG
/* The list for frame objects of a size; that of another size in its place goes. */
static dead_objects *
take_frames_of_size(Py_ssize_t slots)
{
    const size_t at = (size_t)slots % FRAME_SIZES;
    dead_objects *dead = &dead_frames[at].dead;
    if (dead_frames[at].slots != slots) {
        while (dead->count > 0) {
            PyObject_GC_Del(dead->items[--dead->count]);
        }
        dead_frames[at].slots = slots;
    }
    return dead;
}

/* Py_DECREF of a traceback's frame object: frame_dealloc. */
static void
drop_frame(PyObject *o)
{
    PyFrameObject *f = (PyFrameObject *)o;
    if (Py_REFCNT(o) > 1 || f->f_frame->owner != FRAME_OWNED_BY_FRAME_OBJECT) {
        Py_DECREF(o);
        return;
    }
    _PyInterpreterFrame *frame = f->f_frame;
    PyCodeObject *code = frame->f_code;
    o->ob_refcnt = 0;
    untrack(o);
    frame->f_code = NULL;
    Py_CLEAR(frame->f_func);
    Py_CLEAR(frame->f_locals);
    for (int i = 0; i < frame->stacktop; i++) {
        Py_CLEAR(frame->localsplus[i]);
    }
    Py_CLEAR(f->f_back);
    Py_CLEAR(f->f_trace);
    keep(take_frames_of_size(code->co_nlocalsplus + code->co_stacksize), o);
    Py_DECREF(code);
}
#endif

/* --- Traceback entries */

static dead_objects dead_tracebacks;

PyTracebackObject *
coconut_kept_traceback(void)
{
    return (PyTracebackObject *)revive(&dead_tracebacks, &PyTraceBack_Type);
}

#ifndef Py_DEBUG
/* Py_DECREF of a traceback entry: tb_dealloc. `depth`: how many may nest. */
static void
drop_traceback(PyObject *o, int depth)
{
    if (Py_REFCNT(o) > 1 || !Py_IS_TYPE(o, &PyTraceBack_Type) || depth == 0) {
        Py_DECREF(o);
        return;
    }
    PyTracebackObject *traceback = (PyTracebackObject *)o;
    PyObject *next = (PyObject *)traceback->tb_next, *frame = (PyObject *)traceback->tb_frame;
    o->ob_refcnt = 0;
    untrack(o);
    if (next != NULL) {
        drop_traceback(next, depth - 1);
    }
    if (frame != NULL) {
        drop_frame(frame);
    }
    keep(&dead_tracebacks, o);
}
#endif

/* --- Exceptions: of classes of CPython's own that have nothing but what BaseException has, and of Python classes derived from those that add nothing but
   the list of weak references (and what goes into the dict) */

typedef struct {
    PyBaseExceptionObject base;
    PyObject *weak_references;
} derived_exception;

static dead_objects dead_exceptions, dead_derived;
destructor coconut_subtype_dealloc;      /* NULL until it is known */

static inline bool
has_common_layout(PyTypeObject *type)
{
    return type->tp_dealloc == ((PyTypeObject *)PyExc_BaseException)->tp_dealloc && !(type->tp_flags & Py_TPFLAGS_HEAPTYPE) &&
        type->tp_basicsize == sizeof(PyBaseExceptionObject);
}

static inline bool
has_derived_layout(PyTypeObject *type)
{
    if (type->tp_basicsize != sizeof(derived_exception) || type->tp_weaklistoffset != offsetof(derived_exception, weak_references) ||
        type->tp_finalize != NULL || type->tp_del != NULL || !Py_IS_TYPE(type, &PyType_Type) || type->tp_alloc != PyType_GenericAlloc ||
        type->tp_free != PyObject_GC_Del)
    {
        return false;
    }
    for (; type->tp_flags & Py_TPFLAGS_HEAPTYPE; type = type->tp_base) {
        if (type->tp_dealloc != coconut_subtype_dealloc || Py_SIZE(type) != 0) {
            return false;
        }
    }
    return has_common_layout(type);
}

/* An exception of a class whose __new__ is BaseException's, with nothing in it; NULL where no memory is kept for it. */
PyBaseExceptionObject *
coconut_kept_exception(PyTypeObject *type)
{
    const bool is_derived = type->tp_flags & Py_TPFLAGS_HEAPTYPE;
    dead_objects *dead = is_derived ? &dead_derived : &dead_exceptions;
    if (dead->count == 0 || !(is_derived ? has_derived_layout(type) : has_common_layout(type))) {
        return NULL;
    }
    PyObject *o = revive(dead, type);
    if (o != NULL) {
        memset(o + 1, 0, type->tp_basicsize - sizeof(PyObject));
        if (is_derived) {
            Py_INCREF(type);
        }
    }
    return (PyBaseExceptionObject *)o;
}

/* BaseException_dealloc of an exception without references, and subtype_dealloc: false if that is left to CPython. */
bool
coconut_bury(PyObject *o)
{
#ifndef Py_DEBUG
    PyTypeObject *type = Py_TYPE(o);
    const bool is_derived = type->tp_flags & Py_TPFLAGS_HEAPTYPE;
    if (is_derived ? !has_derived_layout(type) || ((derived_exception *)o)->weak_references != NULL : !has_common_layout(type)) {
        return false;
    }
    PyBaseExceptionObject *self = (PyBaseExceptionObject *)o;
    untrack(o);
    Py_CLEAR(self->dict);
    Py_CLEAR(self->args);
    Py_CLEAR(self->notes);
    PyObject *traceback = self->traceback;
    self->traceback = NULL;
    if (traceback != NULL) {
        drop_traceback(traceback, MAX_DEAD);
    }
    Py_CLEAR(self->cause);
    Py_CLEAR(self->context);
    keep(is_derived ? &dead_derived : &dead_exceptions, o);
    if (is_derived) {
        Py_DECREF(type);
    }
    return true;
#else
    return false;
#endif
}

/* -1 and an exception without memory. */
int
coconut_kept_init(void)
{
    PyObject *class = PyErr_NewException("coconut.Class", NULL, NULL);
    if (class == NULL) {
        return -1;
    }
    coconut_subtype_dealloc = ((PyTypeObject *)class)->tp_dealloc;
    Py_DECREF(class);
    return 0;
}
