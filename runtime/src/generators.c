/* Generators, coroutines and asynchronous generators: what the interpreter's bytecodes for them do. Suspended frames are the
   interpreter's own, so it may continue what native code suspended, and the reverse. */
#include "coconut.h"
#include <opcode.h>

/* --- RETURN_GENERATOR */

/* make_gen (genobject.c). */
static PyGenObject *
make_gen(PyTypeObject *type, PyFunctionObject *func)
{
    PyCodeObject *code = (PyCodeObject *)func->func_code;
    int slots = code->co_nlocalsplus + code->co_stacksize;
    PyGenObject *gen = PyObject_GC_NewVar(PyGenObject, type, slots);
    if (gen == NULL) {
        return NULL;
    }
    gen->gi_frame_state = FRAME_CLEARED;
    gen->gi_code = (PyCodeObject *)Py_NewRef(code);
    gen->gi_weakreflist = NULL;
    gen->gi_exc_state.exc_value = NULL;
    gen->gi_exc_state.previous_item = NULL;
    gen->gi_name = Py_NewRef(func->func_name);
    gen->gi_qualname = Py_NewRef(func->func_qualname);
    gen->gi_origin_or_finalizer = NULL;
    gen->gi_closed = 0;
    gen->gi_hooks_inited = 0;
    gen->gi_running_async = 0;
    _PyObject_GC_TRACK(gen);
    return gen;
}

/* compute_cr_origin (genobject.c): (filename, line, function) of up to `depth` frames, innermost first. */
static PyObject *
coroutine_origin(int depth, _PyInterpreterFrame *innermost)
{
    int count = 0;
    for (_PyInterpreterFrame *f = innermost; f != NULL && count < depth; f = f->previous) {
        count++;
    }
    PyObject *origin = PyTuple_New(count);
    if (origin == NULL) {
        return NULL;
    }
    _PyInterpreterFrame *f = innermost;
    for (int i = 0; i < count; i++, f = f->previous) {
        PyCodeObject *code = f->f_code;
        int line = PyCode_Addr2Line(code, _PyInterpreterFrame_LASTI(f) * (int)sizeof(_Py_CODEUNIT));
        PyObject *item = Py_BuildValue("OiO", code->co_filename, line, code->co_name);
        if (item == NULL) {
            Py_DECREF(origin);
            return NULL;
        }
        PyTuple_SET_ITEM(origin, i, item);
    }
    return origin;
}

/* _Py_MakeCoro (genobject.c). */
static PyGenObject *
make_coro(PyThreadState *tstate, _PyInterpreterFrame *frame)
{
    PyFunctionObject *func = frame->f_func;
    int flags = ((PyCodeObject *)func->func_code)->co_flags & (CO_GENERATOR | CO_COROUTINE | CO_ASYNC_GENERATOR);
    if (flags == CO_GENERATOR) {
        return make_gen(&PyGen_Type, func);
    }
    if (flags == CO_ASYNC_GENERATOR) {
        return make_gen(&PyAsyncGen_Type, func);
    }
    assert(flags == CO_COROUTINE);
    PyGenObject *coro = make_gen(&PyCoro_Type, func);
    int depth = tstate->coroutine_origin_tracking_depth;
    if (coro != NULL && depth != 0) {
        coro->gi_origin_or_finalizer = coroutine_origin(depth, frame->previous);
        if (coro->gi_origin_or_finalizer == NULL) {
            Py_DECREF(coro);
            return NULL;
        }
    }
    return coro;
}

COCONUT_API PyObject *
Coconut_ReturnGenerator(PyThreadState *tstate, _PyInterpreterFrame *frame, _PyCFrame *cf)
{
    PyGenObject *gen = make_coro(tstate, frame);
    if (gen == NULL) {
        return NULL;
    }
    /* _PyFrame_Copy */
    frame->stacktop = frame->f_code->co_nlocalsplus;
    _PyInterpreterFrame *copy = (_PyInterpreterFrame *)gen->gi_iframe;
    size_t size = (char *)&frame->localsplus[frame->stacktop] - (char *)frame;
    memcpy(copy, frame, size);
    copy->previous = NULL;
    assert(frame->frame_obj == NULL);
    gen->gi_frame_state = FRAME_CREATED;
    copy->owner = FRAME_OWNED_BY_GENERATOR;
    /* What is left is cleared by the caller: it owns nothing but its function and code. */
    frame->stacktop = 0;
    frame->f_locals = NULL;
    Py_INCREF(frame->f_func);
    Py_INCREF(frame->f_code);
    tstate->recursion_remaining++;
    cf->current_frame = frame->previous;
    return (PyObject *)gen;
}

/* --- await, yield from */

static bool
is_awaitable_generator(PyObject *o)
{
    return PyCoro_CheckExact(o) ||
        (PyGen_CheckExact(o) && (((PyGenObject *)o)->gi_code->co_flags & CO_ITERABLE_COROUTINE));
}

/* _PyCoro_GetAwaitableIter (genobject.c). */
static PyObject *
awaitable_iter(PyObject *o)
{
    if (is_awaitable_generator(o)) {
        return Py_NewRef(o);
    }
    PyAsyncMethods *async = Py_TYPE(o)->tp_as_async;
    if (async == NULL || async->am_await == NULL) {
        PyErr_Format(PyExc_TypeError, "object %.100s can't be used in 'await' expression", Py_TYPE(o)->tp_name);
        return NULL;
    }
    PyObject *iter = async->am_await(o);
    if (iter == NULL) {
        return NULL;
    }
    if (is_awaitable_generator(iter)) {
        PyErr_SetString(PyExc_TypeError, "__await__() returned a coroutine");
        Py_CLEAR(iter);
    }
    else if (!PyIter_Check(iter)) {
        PyErr_Format(PyExc_TypeError, "__await__() returned non-iterator of type '%.100s'", Py_TYPE(iter)->tp_name);
        Py_CLEAR(iter);
    }
    return iter;
}

/* Whether _PyGen_yf (genobject.c) would find something that the coroutine awaits. */
static bool
is_awaiting(PyGenObject *gen)
{
    if (gen->gi_frame_state >= FRAME_CLEARED || gen->gi_frame_state == FRAME_CREATED) {
        return false;
    }
    _Py_CODEUNIT next = ((_PyInterpreterFrame *)gen->gi_iframe)->prev_instr[1];
    int opcode = _Py_OPCODE(next);
    return (opcode == RESUME || opcode == RESUME_QUICK) && _Py_OPARG(next) >= 2;
}

COCONUT_API PyObject *
Coconut_GetAwaitable(PyThreadState *tstate, PyObject *o, int oparg)
{
    PyObject *iter = awaitable_iter(o);
    if (iter == NULL) {
        /* format_awaitable_error (ceval.c) */
        PyAsyncMethods *async = Py_TYPE(o)->tp_as_async;
        if ((oparg == 1 || oparg == 2) && (async == NULL || async->am_await == NULL)) {
            PyErr_Format(PyExc_TypeError,
                         "'async with' received an object from %s that does not implement __await__: %.100s",
                         oparg == 1 ? "__aenter__" : "__aexit__", Py_TYPE(o)->tp_name);
        }
        return NULL;
    }
    if (PyCoro_CheckExact(iter) && is_awaiting((PyGenObject *)iter)) {
        Py_DECREF(iter);
        PyErr_SetString(PyExc_RuntimeError, "coroutine is being awaited already");
        return NULL;
    }
    return iter;
}

COCONUT_API PyObject *
Coconut_GetYieldFromIter(PyThreadState *tstate, _PyInterpreterFrame *frame, PyObject *o)
{
    if (PyCoro_CheckExact(o)) {
        if (!(frame->f_code->co_flags & (CO_COROUTINE | CO_ITERABLE_COROUTINE))) {
            PyErr_SetString(PyExc_TypeError, "cannot 'yield from' a coroutine object in a non-coroutine generator");
            return NULL;
        }
        return Py_NewRef(o);
    }
    return PyGen_CheckExact(o) ? Py_NewRef(o) : PyObject_GetIter(o);
}

/* --- async for, async with */

COCONUT_API PyObject *
Coconut_GetAIter(PyThreadState *tstate, PyObject *o)
{
    PyAsyncMethods *async = Py_TYPE(o)->tp_as_async;
    if (async == NULL || async->am_aiter == NULL) {
        PyErr_Format(PyExc_TypeError, "'async for' requires an object with __aiter__ method, got %.100s", Py_TYPE(o)->tp_name);
        return NULL;
    }
    PyObject *iter = async->am_aiter(o);
    if (iter == NULL) {
        return NULL;
    }
    async = Py_TYPE(iter)->tp_as_async;
    if (async == NULL || async->am_anext == NULL) {
        PyErr_Format(PyExc_TypeError, "'async for' received an object from __aiter__ that does not implement __anext__: %.100s",
                     Py_TYPE(iter)->tp_name);
        Py_DECREF(iter);
        return NULL;
    }
    return iter;
}

COCONUT_API PyObject *
Coconut_GetANext(PyThreadState *tstate, PyObject *aiter)
{
    PyAsyncMethods *async = Py_TYPE(aiter)->tp_as_async;
    if (PyAsyncGen_CheckExact(aiter)) {
        return async->am_anext(aiter);
    }
    if (async == NULL || async->am_anext == NULL) {
        PyErr_Format(PyExc_TypeError, "'async for' requires an iterator with __anext__ method, got %.100s", Py_TYPE(aiter)->tp_name);
        return NULL;
    }
    PyObject *next = async->am_anext(aiter);
    if (next == NULL) {
        return NULL;
    }
    PyObject *awaitable = awaitable_iter(next);
    if (awaitable == NULL) {
        _PyErr_FormatFromCause(PyExc_TypeError, "'async for' received an invalid object from __anext__: %.100s", Py_TYPE(next)->tp_name);
    }
    Py_DECREF(next);
    return awaitable;
}

/* _PyAsyncGenValueWrapperNew (genobject.c), whose struct is private: an object header and the value. */
COCONUT_API PyObject *
Coconut_AsyncGenWrap(PyObject *value)
{
    typedef struct {
        PyObject_HEAD
        PyObject *value;
    } wrapped;
    assert(_PyAsyncGenWrappedValue_Type.tp_basicsize == sizeof(wrapped));
    wrapped *o = PyObject_GC_New(wrapped, &_PyAsyncGenWrappedValue_Type);
    if (o == NULL) {
        return NULL;
    }
    o->value = Py_NewRef(value);
    _PyObject_GC_TRACK((PyObject *)o);
    return (PyObject *)o;
}

COCONUT_API int
Coconut_EndAsyncFor(PyThreadState *tstate, PyObject *exc)
{
    if (PyErr_GivenExceptionMatches(exc, PyExc_StopAsyncIteration)) {
        Py_DECREF(exc);
        return 0;
    }
    PyErr_Restore(Py_NewRef(PyExceptionInstance_Class(exc)), exc, PyException_GetTraceback(exc));
    return -1;
}

COCONUT_API int
Coconut_BeforeAsyncWith(PyThreadState *tstate, PyObject *manager, PyObject **out)
{
    PyObject *enter = _PyObject_LookupSpecial(manager, coconut_str.__aenter__);
    if (enter == NULL) {
        if (!coconut_pending(tstate)) {
            PyErr_Format(PyExc_TypeError, "'%.200s' object does not support the asynchronous context manager protocol",
                         Py_TYPE(manager)->tp_name);
        }
        return -1;
    }
    PyObject *exit = _PyObject_LookupSpecial(manager, coconut_str.__aexit__);
    if (exit == NULL) {
        if (!coconut_pending(tstate)) {
            PyErr_Format(PyExc_TypeError,
                         "'%.200s' object does not support the asynchronous context manager protocol (missed __aexit__ method)",
                         Py_TYPE(manager)->tp_name);
        }
        Py_DECREF(enter);
        return -1;
    }
    PyObject *result = PyObject_CallNoArgs(enter);
    Py_DECREF(enter);
    if (result == NULL) {
        Py_DECREF(exit);
        return -1;
    }
    out[0] = exit;
    out[1] = result;
    return 0;
}
