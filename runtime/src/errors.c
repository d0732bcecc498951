/* Exceptions: raised, caught, handed on; with statements; the eval breaker. Each helper names the part of ceval.c that it mirrors. */
#include "coconut.h"
#include <internal/pycore_pyerrors.h>

/* --- Tracebacks */

/* The error label of ceval.c. */
COCONUT_API void
Coconut_AddTraceback(PyThreadState *tstate, _PyInterpreterFrame *frame)
{
    if (!coconut_pending(tstate)) {
        assert(!"error return without exception set");
        PyErr_SetString(PyExc_SystemError, "error return without exception set");
    }
    if (!_PyFrame_IsIncomplete(frame)) {
        PyFrameObject *f = coconut_frame_object(frame);
        if (f != NULL) {
            PyTraceBack_Here(f);
        }
    }
    if (UNLIKELY(tstate->c_tracefunc != NULL)) {
        coconut_trace_exception(tstate, frame);
    }
}

/* exception_unwind: what the handler finds on the stack. */
COCONUT_API PyObject *
Coconut_Catch(PyThreadState *tstate)
{
    PyObject *type, *value, *traceback;
    PyErr_Fetch(&type, &value, &traceback);
    PyErr_NormalizeException(&type, &value, &traceback);
    PyException_SetTraceback(value, traceback != NULL ? traceback : Py_None);
    Py_XDECREF(traceback);
    Py_XDECREF(type);
    return value;
}

COCONUT_API PyObject *
Coconut_CatchLasti(_PyInterpreterFrame *frame)
{
    PyObject *lasti = PyLong_FromLong(_PyInterpreterFrame_LASTI(frame));
    if (lasti == NULL) {
        /* The interpreter would start again with the MemoryError; native code has nowhere to go. */
        Py_FatalError("coconut: no memory for the index of an instruction");
    }
    return lasti;
}

/* --- raise */

/* An exception class called, the result checked: do_raise. */
static PyObject *
instance_of(PyObject *type)
{
    PyObject *value = PyObject_CallNoArgs(type);
    if (value != NULL && !PyExceptionInstance_Check(value)) {
        PyErr_Format(PyExc_TypeError, "calling %R should have returned an instance of BaseException, not %R", type, Py_TYPE(value));
        Py_CLEAR(value);
    }
    return value;
}

static int
raise_again(PyThreadState *tstate)
{
    PyObject *value = _PyErr_GetTopmostException(tstate)->exc_value;
    if (value == NULL || Py_IsNone(value)) {
        PyErr_SetString(PyExc_RuntimeError, "No active exception to reraise");
        return 0;
    }
    PyErr_Restore(Py_NewRef(PyExceptionInstance_Class(value)), Py_NewRef(value), PyException_GetTraceback(value));
    return 1;
}

/* The cause of `raise … from cause`, as an instance or NULL for None; false if it is none. Takes the reference. */
static bool
set_cause(PyObject *value, PyObject *cause)
{
    if (PyExceptionClass_Check(cause)) {
        PyObject *instance = PyObject_CallNoArgs(cause);
        Py_DECREF(cause);
        if (instance == NULL) {
            return false;
        }
        cause = instance;
    }
    else if (Py_IsNone(cause)) {
        Py_CLEAR(cause);
    }
    else if (!PyExceptionInstance_Check(cause)) {
        PyErr_SetString(PyExc_TypeError, "exception causes must derive from BaseException");
        Py_DECREF(cause);
        return false;
    }
    PyException_SetCause(value, cause);
    return true;
}

COCONUT_API int
Coconut_Raise(PyThreadState *tstate, PyObject *exc, PyObject *cause)
{
    PyObject *type, *value;
    if (exc == NULL) {
        return raise_again(tstate);
    }
    if (PyExceptionClass_Check(exc)) {
        type = exc;
        value = instance_of(exc);
    }
    else if (PyExceptionInstance_Check(exc)) {
        value = exc;
        type = Py_NewRef(PyExceptionInstance_Class(exc));
    }
    else {
        Py_DECREF(exc);
        PyErr_SetString(PyExc_TypeError, "exceptions must derive from BaseException");
        Py_XDECREF(cause);
        return 0;
    }
    if (value == NULL) {
        Py_XDECREF(cause);
    }
    else if (cause == NULL || set_cause(value, cause)) {
        PyErr_SetObject(type, value);
    }
    Py_XDECREF(value);
    Py_DECREF(type);
    return 0;
}

COCONUT_API void
Coconut_Reraise(PyThreadState *tstate, PyObject *exc)
{
    assert(PyExceptionInstance_Check(exc));
    PyErr_Restore(Py_NewRef(PyExceptionInstance_Class(exc)), exc, PyException_GetTraceback(exc));
}

COCONUT_API void
Coconut_RestoreLasti(_PyInterpreterFrame *frame, PyObject *lasti)
{
    assert(PyLong_Check(lasti));
    frame->prev_instr = _PyCode_CODE(frame->f_code) + PyLong_AsLong(lasti);
}

/* --- The exception being handled */

COCONUT_API PyObject *
Coconut_PushExcInfo(PyThreadState *tstate, PyObject *exc)
{
    _PyErr_StackItem *info = tstate->exc_info;
    PyObject *previous = info->exc_value != NULL ? info->exc_value : Py_NewRef(Py_None);
    assert(PyExceptionInstance_Check(exc));
    info->exc_value = Py_NewRef(exc);
    return previous;
}

COCONUT_API void
Coconut_PopExcept(PyThreadState *tstate, PyObject *previous)
{
    _PyErr_StackItem *info = tstate->exc_info;
    PyObject *value = info->exc_value;
    info->exc_value = previous;
    Py_XDECREF(value);
}

/* Applies a check to a class, or to each of a tuple of them, up to the first that is not 0. */
int
coconut_each_class(PyObject *type, int (*check)(PyObject *))
{
    if (!PyTuple_Check(type)) {
        return check(type);
    }
    for (Py_ssize_t i = 0; i < PyTuple_GET_SIZE(type); i++) {
        int status = check(PyTuple_GET_ITEM(type, i));
        if (status != 0) {
            return status;
        }
    }
    return 0;
}

/* check_except_type_valid */
int
coconut_check_class(PyObject *type)
{
    if (PyExceptionClass_Check(type)) {
        return 0;
    }
    PyErr_SetString(PyExc_TypeError, "catching classes that do not inherit from BaseException is not allowed");
    return -1;
}

COCONUT_API int
Coconut_CheckExcMatch(PyThreadState *tstate, PyObject *exc, PyObject *type)
{
    assert(PyExceptionInstance_Check(exc));
    return coconut_each_class(type, coconut_check_class) < 0 ? -1 : PyErr_GivenExceptionMatches(exc, type);
}

/* --- with */

static PyObject *
special_method(PyThreadState *tstate, PyObject *manager, PyObject *name, const char *missing)
{
    PyObject *method = _PyObject_LookupSpecial(manager, name);
    if (method == NULL && !coconut_pending(tstate)) {
        PyErr_Format(PyExc_TypeError, "'%.200s' object does not support the context manager protocol%s", Py_TYPE(manager)->tp_name, missing);
    }
    return method;
}

COCONUT_API int
Coconut_BeforeWith(PyThreadState *tstate, PyObject *manager, PyObject **out)
{
    PyObject *enter = special_method(tstate, manager, coconut_str.__enter__, "");
    if (enter == NULL) {
        return -1;
    }
    PyObject *exit = special_method(tstate, manager, coconut_str.__exit__, " (missed __exit__ method)");
    if (exit == NULL) {
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

COCONUT_API PyObject *
Coconut_WithExceptStart(PyThreadState *tstate, PyObject *exit, PyObject *exc)
{
    assert(PyExceptionInstance_Check(exc));
    PyObject *traceback = PyException_GetTraceback(exc);
    Py_XDECREF(traceback);      /* the exception holds it */
    PyObject *stack[] = {NULL, PyExceptionInstance_Class(exc), exc, traceback != NULL ? traceback : Py_None};
    return PyObject_Vectorcall(exit, stack + 1, 3 | PY_VECTORCALL_ARGUMENTS_OFFSET, NULL);
}

/* --- Calls */

/* format_kwargs_error: what a ** argument that is no mapping, or repeats a keyword, is reported as. */
void
coconut_format_kwargs_error(PyObject *func, PyObject *kwargs)
{
    PyObject *name, *type, *value, *traceback;
    if (PyErr_ExceptionMatches(PyExc_AttributeError)) {
        PyErr_Clear();
        name = _PyObject_FunctionStr(func);
        if (name != NULL) {
            PyErr_Format(PyExc_TypeError, "%U argument after ** must be a mapping, not %.200s", name, Py_TYPE(kwargs)->tp_name);
            Py_DECREF(name);
        }
        return;
    }
    if (!PyErr_ExceptionMatches(PyExc_KeyError)) {
        return;
    }
    PyErr_Fetch(&type, &value, &traceback);
    if (value == NULL || !PyTuple_Check(value) || PyTuple_GET_SIZE(value) != 1) {
        PyErr_Restore(type, value, traceback);
        return;
    }
    PyErr_Clear();
    name = _PyObject_FunctionStr(func);
    if (name != NULL) {
        PyErr_Format(PyExc_TypeError, "%U got multiple values for keyword argument '%S'", name, PyTuple_GET_ITEM(value, 0));
        Py_DECREF(name);
    }
    Py_XDECREF(type);
    Py_XDECREF(value);
    Py_XDECREF(traceback);
}

/* --- The eval breaker */

/* UNSIGNAL_ASYNC_EXC with COMPUTE_EVAL_BREAKER. */
static void
unsignal_async_exc(PyInterpreterState *interp)
{
    struct _ceval_runtime_state *runtime = &interp->runtime->ceval;
    struct _ceval_state *state = &interp->ceval;
    state->pending.async_exc = 0;
    _Py_atomic_store_relaxed(&state->eval_breaker,
                             _Py_atomic_load_relaxed(&state->gil_drop_request) |
                                 (_Py_atomic_load_relaxed(&runtime->signals_pending) && _Py_ThreadCanHandleSignals(interp)) |
                                 (_Py_atomic_load_relaxed(&state->pending.calls_to_do) && _Py_ThreadCanHandlePendingCalls()));
}

/* eval_frame_handle_pending. */
COCONUT_API int
Coconut_HandleEvalBreaker(PyThreadState *tstate)
{
    struct _ceval_state *state = &tstate->interp->ceval;
    if (_Py_atomic_load_relaxed(&_PyRuntime.ceval.signals_pending) || _Py_atomic_load_relaxed(&state->pending.calls_to_do)) {
        if (Py_MakePendingCalls() != 0) {
            return -1;
        }
    }
    if (_Py_atomic_load_relaxed(&state->gil_drop_request)) {
        PyEval_SaveThread();
        PyEval_RestoreThread(tstate);
    }
    if (tstate->async_exc != NULL) {
        PyObject *exc = tstate->async_exc;
        tstate->async_exc = NULL;
        unsignal_async_exc(tstate->interp);
        PyErr_SetNone(exc);
        Py_DECREF(exc);
        return -1;
    }
    return 0;
}
