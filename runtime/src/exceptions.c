/* Exceptions: raised, caught, matched, handed on. Each helper names the part of CPython that it mirrors. */
#include "numbers.h"
#include <internal/pycore_pyerrors.h>

/* PyErr_Fetch */
static inline void
fetch(PyThreadState *tstate, PyObject **type, PyObject **value, PyObject **traceback)
{
    *type = tstate->curexc_type;
    *value = tstate->curexc_value;
    *traceback = tstate->curexc_traceback;
    tstate->curexc_type = tstate->curexc_value = tstate->curexc_traceback = NULL;
}

/* PyErr_Restore where nothing is pending. */
static inline void
restore(PyThreadState *tstate, PyObject *type, PyObject *value, PyObject *traceback)
{
    assert(tstate->curexc_type == NULL && tstate->curexc_value == NULL && tstate->curexc_traceback == NULL);
    tstate->curexc_type = type;
    tstate->curexc_value = value;
    tstate->curexc_traceback = traceback;
}

/* --- Tracebacks */

/* Lines of instructions that raised: finding one walks the code's table from its start. An instruction's address names it as long as its
   code object lives; the end of a compiled one empties the cache. */
#define KNOWN_LINES_BITS 8
#define KNOWN_LINES (1 << KNOWN_LINES_BITS)
static struct {
    const _Py_CODEUNIT *instruction;
    int line;
} known_lines[KNOWN_LINES];

void
coconut_forget_lines(void)
{
    memset(known_lines, 0, sizeof(known_lines));
}

/* PyFrame_GetLineNumber of a running compiled frame. */
static int
line_of(_PyInterpreterFrame *frame, PyFrameObject *f)
{
    if (f->f_lineno != 0) {
        return f->f_lineno;
    }
    const _Py_CODEUNIT *instruction = frame->prev_instr;
    /* Code objects are apart by powers of two often enough. */
    const size_t at = ((uint64_t)(uintptr_t)instruction * UINT64_C(0x9E3779B97F4A7C15)) >> (64 - KNOWN_LINES_BITS);
    if (known_lines[at].instruction != instruction) {
        known_lines[at].line = PyCode_Addr2Line(frame->f_code, _PyInterpreterFrame_LASTI(frame) * (int)sizeof(_Py_CODEUNIT));
        known_lines[at].instruction = coconut_entry_of(frame->f_code) != NULL ? instruction : NULL;
    }
    return known_lines[at].line;
}

/* PyTraceBack_Here. The allocation may collect garbage, which wants no exception pending. */
static void
add_traceback(PyThreadState *tstate, _PyInterpreterFrame *frame, PyFrameObject *f)
{
    PyObject *type, *value, *next;
    fetch(tstate, &type, &value, &next);
    PyTracebackObject *traceback = coconut_kept_traceback();
    if (traceback == NULL && UNLIKELY((traceback = PyObject_GC_New(PyTracebackObject, &PyTraceBack_Type)) == NULL)) {
        _PyErr_ChainExceptions(type, value, next);
        return;
    }
    traceback->tb_next = (PyTracebackObject *)next;
    traceback->tb_frame = (PyFrameObject *)Py_NewRef(f);
    traceback->tb_lasti = _PyInterpreterFrame_LASTI(frame) * (int)sizeof(_Py_CODEUNIT);
    traceback->tb_lineno = line_of(frame, f);
    _PyObject_GC_TRACK((PyObject *)traceback);
    restore(tstate, type, value, (PyObject *)traceback);
}

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
            add_traceback(tstate, frame, f);
        }
    }
    if (UNLIKELY(tstate->c_tracefunc != NULL)) {
        coconut_trace_exception(tstate, frame);
    }
}

/* --- Instances of exceptions */

/* Whether calling the class does no more than keep the arguments: BaseException_new, and BaseException_init once more. */
static inline bool
is_plain(PyTypeObject *type)
{
    PyTypeObject *base = (PyTypeObject *)PyExc_BaseException;
    return type->tp_new == base->tp_new && type->tp_init == base->tp_init && Py_IS_TYPE(type, &PyType_Type);
}

/* BaseException_new */
PyObject *
coconut_new_exception(PyTypeObject *type, PyObject *args)
{
    PyBaseExceptionObject *o = coconut_kept_exception(type);
    if (o == NULL) {
        return type->tp_new(type, args, NULL);
    }
    o->args = Py_NewRef(args);
    _PyObject_GC_TRACK((PyObject *)o);
    return (PyObject *)o;
}

/* _PyErr_CreateException for plain classes. `value` NULL: no arguments. */
static PyObject *
create_plain(PyTypeObject *type, PyObject *value)
{
    if (value == NULL || Py_IsNone(value)) {
        return coconut_new_exception(type, (PyObject *)&_Py_SINGLETON(tuple_empty));
    }
    if (PyTuple_Check(value)) {
        return coconut_new_exception(type, value);
    }
    PyObject *args = PyTuple_Pack(1, value);
    PyObject *exc = args == NULL ? NULL : coconut_new_exception(type, args);
    Py_XDECREF(args);
    return exc;
}

/* PyErr_SetObject with an instance of exactly this class. Takes the reference to it. */
static inline void
set_raised(PyThreadState *tstate, PyObject *type, PyObject *value)
{
    PyObject *handled = _PyErr_GetTopmostException(tstate)->exc_value;
    if (UNLIKELY(handled != NULL && !Py_IsNone(handled))) {
        PyErr_SetObject(type, value);
        Py_DECREF(value);
        return;
    }
    restore(tstate, Py_NewRef(type), value, Py_XNewRef(((PyBaseExceptionObject *)value)->traceback));
}

/* _PyErr_SetKeyError */
void
coconut_set_key_error(PyObject *key)
{
    PyThreadState *tstate = _PyThreadState_GET();
    PyObject *args = PyTuple_Pack(1, key);
    PyObject *exc = args == NULL ? NULL : coconut_new_exception((PyTypeObject *)PyExc_KeyError, args);
    Py_XDECREF(args);
    if (exc != NULL) {
        set_raised(tstate, PyExc_KeyError, exc);
    }
}

/* exception_unwind: what the handler finds on the stack. */
COCONUT_API PyObject *
Coconut_Catch(PyThreadState *tstate)
{
    PyObject *type, *value, *traceback, *exc = NULL;
    fetch(tstate, &type, &value, &traceback);
    if (UNLIKELY(value == NULL || (PyObject *)Py_TYPE(value) != type)) {
        if (PyExceptionClass_Check(type) && is_plain((PyTypeObject *)type) && (value == NULL || !PyExceptionInstance_Check(value)) &&
            (exc = create_plain((PyTypeObject *)type, value)) != NULL)
        {
            Py_XSETREF(value, exc);
        }
        else {
            PyErr_Clear();      /* the same again, and again until it is an exception */
            PyErr_NormalizeException(&type, &value, &traceback);
        }
    }
    PyBaseExceptionObject *self = (PyBaseExceptionObject *)value;
    Py_XSETREF(self->traceback, traceback);
    Py_DECREF(type);
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

/* An exception class called, the result checked: do_raise. A call counts a level of recursion. */
static PyObject *
instance_of(PyThreadState *tstate, PyObject *type)
{
    if (is_plain((PyTypeObject *)type) && tstate->recursion_remaining > 0) {
        return create_plain((PyTypeObject *)type, NULL);
    }
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
        value = instance_of(tstate, exc);
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
        set_raised(tstate, type, value);
    }
    else {
        Py_DECREF(value);
    }
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
    if (value != NULL) {
        coconut_release(value);
    }
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
    if ((PyObject *)Py_TYPE(exc) == type) {
        return 1;
    }
    return coconut_each_class(type, coconut_check_class) < 0 ? -1 : PyErr_GivenExceptionMatches(exc, type);
}
