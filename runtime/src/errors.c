/* With statements, errors of calls, the eval breaker. Each helper names the part of ceval.c that it mirrors. */
#include "coconut.h"

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
    /* A function of the class needs no bound method. */
    PyObject *enter = _PyType_Lookup(Py_TYPE(manager), coconut_str.__enter__);
    const bool is_function = enter != NULL && Py_IS_TYPE(enter, &PyFunction_Type);
    enter = is_function ? Py_NewRef(enter) : special_method(tstate, manager, coconut_str.__enter__, "");
    if (enter == NULL) {
        return -1;
    }
    PyObject *exit = special_method(tstate, manager, coconut_str.__exit__, " (missed __exit__ method)");
    if (exit == NULL) {
        Py_DECREF(enter);
        return -1;
    }
    PyObject *result = is_function ? coconut_call_function(tstate, enter, &manager, 1) : PyObject_CallNoArgs(enter);
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
