/* Exceptions: raised, caught, handed on; with statements; the eval breaker. Each helper names the part of ceval.c that it mirrors. */
#include "coconut.h"
#include <internal/pycore_pyerrors.h>

/* --- Tracebacks */

/* call_exc_trace and call_trace (ceval.c): a tracer set while this frame runs natively is told of its exception. */
void
coconut_trace_exception(PyThreadState *tstate, _PyInterpreterFrame *frame)
{
    PyObject *type, *value, *traceback;
    if (tstate->tracing) {
        return;
    }
    PyFrameObject *f = coconut_frame_object(frame);
    if (f == NULL) {
        return;
    }
    PyErr_Fetch(&type, &value, &traceback);
    if (value == NULL) {
        value = Py_NewRef(Py_None);
    }
    PyErr_NormalizeException(&type, &value, &traceback);
    PyObject *arg = PyTuple_Pack(3, type, value, traceback != NULL ? traceback : Py_None);
    if (arg == NULL) {
        PyErr_Restore(type, value, traceback);
        return;
    }
    int previous = tstate->tracing_what;
    tstate->tracing_what = PyTrace_EXCEPTION;
    PyThreadState_EnterTracing(tstate);
    f->f_lineno = PyCode_Addr2Line(frame->f_code, _PyInterpreterFrame_LASTI(frame) * (int)sizeof(_Py_CODEUNIT));
    int status = tstate->c_tracefunc(tstate->c_traceobj, f, PyTrace_EXCEPTION, arg);
    f->f_lineno = 0;
    PyThreadState_LeaveTracing(tstate);
    tstate->tracing_what = previous;
    Py_DECREF(arg);
    if (status == 0) {
        PyErr_Restore(type, value, traceback);
    }
    else {
        Py_XDECREF(type);
        Py_XDECREF(value);
        Py_XDECREF(traceback);
    }
}

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

static int
each_class(PyObject *type, int (*check)(PyObject *))
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
static int
check_class(PyObject *type)
{
    if (PyExceptionClass_Check(type)) {
        return 0;
    }
    PyErr_SetString(PyExc_TypeError, "catching classes that do not inherit from BaseException is not allowed");
    return -1;
}

/* check_except_star_type_valid */
static int
check_no_group(PyObject *type)
{
    int group = PyObject_IsSubclass(type, PyExc_BaseExceptionGroup);
    if (group > 0) {
        PyErr_SetString(PyExc_TypeError, "catching ExceptionGroup with except* is not allowed. Use except instead.");
    }
    return group == 0 ? 0 : -1;
}

COCONUT_API int
Coconut_CheckExcMatch(PyThreadState *tstate, PyObject *exc, PyObject *type)
{
    assert(PyExceptionInstance_Check(exc));
    return each_class(type, check_class) < 0 ? -1 : PyErr_GivenExceptionMatches(exc, type);
}

/* --- except* */

/* _PyExc_CreateExceptionGroup (exceptions.c), without a message. */
static PyObject *
new_group(PyObject *exceptions)
{
    return PyObject_CallFunctionObjArgs(PyExc_BaseExceptionGroup, coconut_str.empty, exceptions, NULL);
}

/* exception_group_match: new references in *match and *rest. */
static int
match_group(PyObject *exc, PyObject *type, PyObject **match, PyObject **rest)
{
    if (Py_IsNone(exc)) {
        *match = Py_NewRef(Py_None);
        *rest = Py_NewRef(Py_None);
        return 0;
    }
    if (PyErr_GivenExceptionMatches(exc, type)) {
        if (_PyBaseExceptionGroup_Check(exc)) {
            *match = Py_NewRef(exc);
        }
        else {
            PyObject *exceptions = PyTuple_Pack(1, exc);
            *match = exceptions == NULL ? NULL : new_group(exceptions);
            Py_XDECREF(exceptions);
            if (*match == NULL) {
                return -1;
            }
        }
        *rest = Py_NewRef(Py_None);
        return 0;
    }
    if (_PyBaseExceptionGroup_Check(exc)) {
        PyObject *pair = PyObject_CallMethodObjArgs(exc, coconut_str.split, type, NULL);
        if (pair == NULL) {
            return -1;
        }
        assert(PyTuple_CheckExact(pair) && PyTuple_GET_SIZE(pair) == 2);
        *match = Py_NewRef(PyTuple_GET_ITEM(pair, 0));
        *rest = Py_NewRef(PyTuple_GET_ITEM(pair, 1));
        Py_DECREF(pair);
        return 0;
    }
    *match = Py_NewRef(Py_None);
    *rest = Py_NewRef(Py_None);
    return 0;
}

COCONUT_API int
Coconut_CheckEgMatch(PyThreadState *tstate, PyObject *exc, PyObject *type, PyObject **out)
{
    PyObject *match = NULL, *rest = NULL;
    int status = each_class(type, check_class);
    if (status == 0) {
        status = each_class(type, check_no_group);
    }
    if (status == 0) {
        status = match_group(exc, type, &match, &rest);
    }
    Py_DECREF(type);
    if (status < 0) {
        Py_DECREF(exc);
        return -1;
    }
    out[1] = match;
    if (Py_IsNone(match)) {
        Py_DECREF(rest);
        out[0] = exc;
    }
    else {
        out[0] = rest;
        PyErr_SetExcInfo(NULL, Py_NewRef(match), NULL);
        Py_DECREF(exc);
    }
    return 0;
}

/* collect_exception_group_leaf_ids (exceptions.c): the addresses of the leaves, as ints, into a set. */
static int
collect_leaves(PyObject *exc, PyObject *ids)
{
    if (Py_IsNone(exc)) {
        return 0;
    }
    if (!_PyBaseExceptionGroup_Check(exc)) {
        PyObject *id = PyLong_FromVoidPtr(exc);
        int status = id == NULL ? -1 : PySet_Add(ids, id);
        Py_XDECREF(id);
        return status;
    }
    PyObject *exceptions = ((PyBaseExceptionGroupObject *)exc)->excs;
    for (Py_ssize_t i = 0; i < PyTuple_GET_SIZE(exceptions); i++) {
        if (Py_EnterRecursiveCall(" in collect_exception_group_leaf_ids")) {
            return -1;
        }
        int status = collect_leaves(PyTuple_GET_ITEM(exceptions, i), ids);
        Py_LeaveRecursiveCall();
        if (status < 0) {
            return -1;
        }
    }
    return 0;
}

/* exceptiongroup_subset (exceptions.c): a group like `group` of these exceptions; *out NULL if there are none. */
static int
derive_group(PyObject *group, PyObject *exceptions, PyObject **out)
{
    *out = NULL;
    if (PyList_GET_SIZE(exceptions) == 0) {
        return 0;
    }
    PyObject *derived = PyObject_CallMethodObjArgs(group, coconut_str.derive, exceptions, NULL);
    if (derived == NULL) {
        return -1;
    }
    if (!_PyBaseExceptionGroup_Check(derived)) {
        PyErr_SetString(PyExc_TypeError, "derive must return an instance of BaseExceptionGroup");
        goto error;
    }
    PyObject *traceback = PyException_GetTraceback(group);
    if (traceback != NULL) {
        int status = PyException_SetTraceback(derived, traceback);
        Py_DECREF(traceback);
        if (status < 0) {
            goto error;
        }
    }
    PyException_SetContext(derived, PyException_GetContext(group));
    PyException_SetCause(derived, PyException_GetCause(group));
    if (PyObject_HasAttr(group, coconut_str.__notes__)) {
        PyObject *notes = PyObject_GetAttr(group, coconut_str.__notes__);
        if (notes == NULL) {
            goto error;
        }
        if (PySequence_Check(notes)) {
            Py_SETREF(notes, PySequence_List(notes));
            int status = notes == NULL ? -1 : PyObject_SetAttr(derived, coconut_str.__notes__, notes);
            if (status < 0) {
                Py_XDECREF(notes);
                goto error;
            }
        }
        Py_DECREF(notes);
    }
    *out = derived;
    return 0;

error:
    Py_DECREF(derived);
    return -1;
}

/* exceptiongroup_split_recursive for EXCEPTION_GROUP_MATCH_INSTANCE_IDS, the matching half only: new reference or NULL in *out. */
static int
project(PyObject *exc, PyObject *ids, PyObject **out)
{
    *out = NULL;
    if (!_PyBaseExceptionGroup_Check(exc)) {
        PyObject *id = PyLong_FromVoidPtr(exc);
        int found = id == NULL ? -1 : PySet_Contains(ids, id);
        Py_XDECREF(id);
        if (found > 0) {
            *out = Py_NewRef(exc);
        }
        return found < 0 ? -1 : 0;
    }
    int status = -1;
    PyObject *exceptions = ((PyBaseExceptionGroupObject *)exc)->excs, *matches = PyList_New(0);
    if (matches == NULL) {
        return -1;
    }
    for (Py_ssize_t i = 0; i < PyTuple_GET_SIZE(exceptions); i++) {
        PyObject *part;
        if (Py_EnterRecursiveCall(" in exceptiongroup_split_recursive")) {
            goto done;
        }
        int failed = project(PyTuple_GET_ITEM(exceptions, i), ids, &part);
        Py_LeaveRecursiveCall();
        if (failed < 0) {
            goto done;
        }
        if (part != NULL) {
            failed = PyList_Append(matches, part);
            Py_DECREF(part);
            if (failed < 0) {
                goto done;
            }
        }
    }
    status = derive_group(exc, matches, out);

done:
    Py_DECREF(matches);
    return status;
}

/* exception_group_projection: the part of the group whose leaves are in the kept groups; None if nothing is. */
static PyObject *
projection(PyObject *group, PyObject *kept)
{
    PyObject *result = NULL, *ids = PySet_New(NULL);
    if (ids == NULL) {
        return NULL;
    }
    int status = 0;
    for (Py_ssize_t i = 0; status == 0 && i < PyList_GET_SIZE(kept); i++) {
        status = collect_leaves(PyList_GET_ITEM(kept, i), ids);
    }
    if (status == 0 && project(group, ids, &result) == 0 && result == NULL) {
        result = Py_NewRef(Py_None);
    }
    Py_DECREF(ids);
    return result;
}

/* is_same_exception_metadata: the exception was not raised anew. */
static bool
same_metadata(PyObject *a, PyObject *b)
{
    PyBaseExceptionObject *x = (PyBaseExceptionObject *)a, *y = (PyBaseExceptionObject *)b;
    return x->notes == y->notes && x->traceback == y->traceback && x->cause == y->cause && x->context == y->context;
}

/* _PyExc_PrepReraiseStar (exceptions.c). */
COCONUT_API PyObject *
Coconut_PrepReraiseStar(PyObject *original, PyObject *results)
{
    assert(PyExceptionInstance_Check(original) && PyList_Check(results));
    if (PyList_GET_SIZE(results) == 0) {
        return Py_NewRef(Py_None);
    }
    if (!_PyBaseExceptionGroup_Check(original)) {
        return Py_NewRef(PyList_GET_ITEM(results, 0));
    }
    PyObject *result = NULL, *again = NULL, *raised = PyList_New(0), *reraised = PyList_New(0);
    if (raised == NULL || reraised == NULL) {
        goto done;
    }
    for (Py_ssize_t i = 0; i < PyList_GET_SIZE(results); i++) {
        PyObject *exc = PyList_GET_ITEM(results, i);
        if (!Py_IsNone(exc) && PyList_Append(same_metadata(exc, original) ? reraised : raised, exc) < 0) {
            goto done;
        }
    }
    again = projection(original, reraised);
    if (again == NULL) {
        goto done;
    }
    if (PyList_GET_SIZE(raised) == 0) {
        result = Py_NewRef(again);
    }
    else if (Py_IsNone(again) || PyList_Append(raised, again) == 0) {
        result = new_group(raised);
    }

done:
    Py_XDECREF(again);
    Py_XDECREF(raised);
    Py_XDECREF(reraised);
    return result;
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

/* --- Iteration, calls */

/* The end of FOR_ITER. */
COCONUT_API int
Coconut_IterEnd(PyThreadState *tstate)
{
    if (!coconut_pending(tstate)) {
        return 0;
    }
    if (!PyErr_ExceptionMatches(PyExc_StopIteration)) {
        return -1;
    }
    if (UNLIKELY(tstate->c_tracefunc != NULL)) {
        coconut_trace_exception(tstate, tstate->cframe->current_frame);
    }
    PyErr_Clear();
    return 0;
}

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
