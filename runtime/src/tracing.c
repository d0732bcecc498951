/* Trace and profile functions that are switched on while frames run natively: what they are told by native code itself, and how
   such frames go over to the interpreter, which tells them the rest.

   A frame that is entered while its thread is traced runs in the interpreter from the start (hook.c). One that runs natively goes over
   after the call that switched tracing on, where it raises, where a new line begins, at a backward jump and where it returns. */
#include "coconut.h"
#include <internal/pycore_opcode.h>
#include <opcode.h>

/* --- Events that native code reports */

/* call_trace (ceval.c) */
static int
report(PyThreadState *tstate, Py_tracefunc function, PyObject *self, _PyInterpreterFrame *frame, int what, PyObject *arg)
{
    if (tstate->tracing) {
        return 0;
    }
    PyFrameObject *f = coconut_frame_object(frame);
    if (f == NULL) {
        return -1;
    }
    int previous = tstate->tracing_what;
    tstate->tracing_what = what;
    PyThreadState_EnterTracing(tstate);
    f->f_lineno = PyCode_Addr2Line(frame->f_code, _PyInterpreterFrame_LASTI(frame) * (int)sizeof(_Py_CODEUNIT));
    int status = function(self, f, what, arg);
    f->f_lineno = 0;
    PyThreadState_LeaveTracing(tstate);
    tstate->tracing_what = previous;
    return status;
}

/* An exception that was fetched before a tracer was told of it is pending again, unless the tracer has raised another. */
static void
restore_unless_raised(int status, PyObject *type, PyObject *value, PyObject *traceback)
{
    if (status == 0) {
        PyErr_Restore(type, value, traceback);
        return;
    }
    Py_XDECREF(type);
    Py_XDECREF(value);
    Py_XDECREF(traceback);
}

/* call_trace_protected: keeps the pending exception, unless the tracer raises one. */
static int
report_protected(PyThreadState *tstate, Py_tracefunc function, PyObject *self, _PyInterpreterFrame *frame, int what, PyObject *arg)
{
    PyObject *type, *value, *traceback;
    PyErr_Fetch(&type, &value, &traceback);
    int status = report(tstate, function, self, frame, what, arg);
    restore_unless_raised(status, type, value, traceback);
    return status;
}

/* call_exc_trace: a tracer is told of the pending exception, which its own replaces. */
void
coconut_trace_exception(PyThreadState *tstate, _PyInterpreterFrame *frame)
{
    PyObject *type, *value, *traceback;
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
    int status = report(tstate, tstate->c_tracefunc, tstate->c_traceobj, frame, PyTrace_EXCEPTION, arg);
    Py_DECREF(arg);
    restore_unless_raised(status, type, value, traceback);
}

static int
report_call(PyThreadState *tstate, int what, PyObject *callable)
{
    return report(tstate, tstate->c_profilefunc, tstate->c_profileobj, tstate->cframe->current_frame, what, callable);
}

/* The second half of C_TRACE: takes and gives the result of the call. */
static PyObject *
report_result(PyThreadState *tstate, PyObject *callable, PyObject *result)
{
    if (tstate->c_profilefunc == NULL) {
        return result;
    }
    if (result != NULL) {
        if (report_call(tstate, PyTrace_C_RETURN, callable)) {
            Py_CLEAR(result);
        }
        return result;
    }
    report_protected(tstate, tstate->c_profilefunc, tstate->c_profileobj, tstate->cframe->current_frame, PyTrace_C_EXCEPTION, callable);
    return NULL;
}

/* Whether a profiler hears of calls of this: C functions, and methods of C types, for which it is shown a bound method. */
static bool
is_reported(PyThreadState *tstate, PyObject *callable, Py_ssize_t positional)
{
    return PyCFunction_CheckExact(callable) || PyCMethod_CheckExact(callable) || (Py_IS_TYPE(callable, &PyMethodDescr_Type) && positional > 0);
}

/* trace_call_function: a call while tracing is on. There is one more slot before `args`. */
PyObject *
coconut_traced_call(PyThreadState *tstate, PyObject *callable, PyObject *const *args, Py_ssize_t positional, PyObject *kwnames)
{
    if (!is_reported(tstate, callable, positional)) {
        return PyObject_Vectorcall(callable, args, positional | PY_VECTORCALL_ARGUMENTS_OFFSET, kwnames);
    }
    const bool method = Py_IS_TYPE(callable, &PyMethodDescr_Type);
    PyObject *result = NULL;
    callable = method ? Py_TYPE(callable)->tp_descr_get(callable, args[0], (PyObject *)Py_TYPE(args[0])) : Py_NewRef(callable);
    if (callable == NULL) {
        return NULL;
    }
    if (tstate->c_profilefunc == NULL) {
        result = PyObject_Vectorcall(callable, args + method, positional - method, kwnames);
    }
    else if (report_call(tstate, PyTrace_C_CALL, callable) == 0) {
        result = report_result(tstate, callable, PyObject_Vectorcall(callable, args + method, positional - method, kwnames));
    }
    Py_DECREF(callable);
    return result;
}

/* do_call_core: the same for a call with a tuple and a dict. */
PyObject *
coconut_traced_call_ex(PyThreadState *tstate, PyObject *callable, PyObject *args, PyObject *kwargs)
{
    if (tstate->c_profilefunc == NULL || !is_reported(tstate, callable, PyTuple_GET_SIZE(args))) {
        return PyObject_Call(callable, args, kwargs);
    }
    const bool method = Py_IS_TYPE(callable, &PyMethodDescr_Type);
    PyObject *result = NULL;
    if (method) {
        PyObject *self = PyTuple_GET_ITEM(args, 0);
        callable = Py_TYPE(callable)->tp_descr_get(callable, self, (PyObject *)Py_TYPE(self));
        args = PyTuple_GetSlice(args, 1, PyTuple_GET_SIZE(args));
    }
    else {
        Py_INCREF(callable);
        Py_INCREF(args);
    }
    if (callable != NULL && args != NULL && report_call(tstate, PyTrace_C_CALL, callable) == 0) {
        result = report_result(tstate, callable, PyObject_Call(callable, args, kwargs));
    }
    Py_XDECREF(args);
    Py_XDECREF(callable);
    return result;
}

/* TRACE_FUNCTION_UNWIND: an exception leaves the running frame, whose value stack is empty by now. What died of that may have switched tracing on.
   The exception of a tracer replaces the pending one. */
void
coconut_trace_unwind(PyThreadState *tstate, _PyInterpreterFrame *frame)
{
    if (LIKELY(!tstate->cframe->use_tracing)) {
        return;
    }
    if (tstate->c_tracefunc == NULL || report_protected(tstate, tstate->c_tracefunc, tstate->c_traceobj, frame, PyTrace_RETURN, NULL) == 0) {
        if (tstate->c_profilefunc != NULL) {
            report_protected(tstate, tstate->c_profilefunc, tstate->c_profileobj, frame, PyTrace_RETURN, NULL);
        }
    }
}

/* Leaves the native function with the exception that nothing in it handles. */
COCONUT_API void
Coconut_Unwound(PyThreadState *tstate, _PyInterpreterFrame *frame, _PyCFrame *cf)
{
    assert(coconut_pending(tstate));
    coconut_trace_unwind(tstate, frame);
    coconut_leave(tstate, frame, cf, _PyInterpreterFrame_LASTI(frame), 0);
}

/* --- Frames that go over to the interpreter */

static Py_ssize_t
stack_base(_PyInterpreterFrame *frame)
{
    return frame->f_code->co_nlocalsplus;
}

/* A call has switched tracing on, or the interpreter is to go on behind an op for another reason. The op's result waits at the end of
   the frame's stack, free at this point, and the op seems to have failed; Coconut_Raised finds no exception then and takes it from there. */
PyObject *
coconut_set_aside(PyThreadState *tstate, PyObject *result)
{
    _PyInterpreterFrame *frame = tstate->cframe->current_frame;
    frame->localsplus[stack_base(frame) + frame->f_code->co_stacksize - 1] = result;
    return NULL;
}

/* Is the register's the one reference to this, and may its death run code? */
static inline bool
dies_visibly(PyObject *o)
{
    return Py_REFCNT(o) == 1 && PyObject_IS_GC(o);
}

/* COMPARE_OP and the test of its result are one here, and the operands that are not lent die behind both. Where code may run when they
   die, the interpreter has to do the test: it gets the result by coconut_set_aside. What was lent has been let go. */
bool
coconut_dies_behind(PyObject *v, PyObject *w, int lent)
{
    return (!(lent & COCONUT_LENT) && dies_visibly(v)) || (!(lent & COCONUT_LENT_SECOND) && dies_visibly(w));
}

/* An op of the running frame has failed, or has been set aside. 0: the exception has its traceback entry. 1: the frame is to go
   over to the interpreter, by Coconut_HandOver once `depth` values have been stored on its stack. */
COCONUT_API int
Coconut_Raised(PyThreadState *tstate, _PyInterpreterFrame *frame, int depth)
{
    if (LIKELY(!tstate->cframe->use_tracing && coconut_pending(tstate))) {
        Coconut_AddTraceback(tstate, frame);
        return 0;
    }
    frame->stacktop = stack_base(frame) + depth;
    if (!coconut_pending(tstate)) {
        frame->localsplus[frame->stacktop++] = frame->localsplus[stack_base(frame) + frame->f_code->co_stacksize - 1];
    }
    return 1;
}

/* Leaves the native function after Coconut_Raised has said 1: with the exception, or behind the op that has been set aside. */
COCONUT_API PyObject *
Coconut_HandOver(PyThreadState *tstate, _PyInterpreterFrame *frame, _PyCFrame *cf)
{
    const char *reason = tstate->cframe->use_tracing ? "tracing" : "order of deaths";
    const int depth = frame->stacktop - stack_base(frame);
    int at = _PyInterpreterFrame_LASTI(frame);
    frame->stacktop = -1;
    if (coconut_pending(tstate)) {
        return Coconut_DeoptRaise(tstate, frame, cf, at * (int)sizeof(_Py_CODEUNIT), depth, reason);
    }
    at += 1 + _PyOpcode_Caches[_PyOpcode_Deopt[_Py_OPCODE(_PyCode_CODE(frame->f_code)[at])]];
    return Coconut_Deopt(tstate, frame, cf, at * (int)sizeof(_Py_CODEUNIT), depth, reason);
}

/* Stands in for a trace function until the first event, which nobody else hears of. */
static int
hear_first_event(PyObject *self, PyFrameObject *f, int what, PyObject *arg)
{
    PyThreadState *tstate = PyThreadState_Get();
    if (tstate->c_tracefunc == hear_first_event) {
        tstate->c_tracefunc = NULL;
    }
    return 0;
}

/* The interpreter is about to be entered with an exception pending. Entered so while tracing is on it would report a call: tracing is
   off until it has added the traceback entry. Then it calls the trace function, after which it sets its flag again; a profile function alone needs
   a trace function for this moment. */
void
coconut_enter_raising(PyThreadState *tstate)
{
    if (!tstate->cframe->use_tracing) {
        return;
    }
    tstate->cframe->use_tracing = 0;
    if (tstate->c_tracefunc == NULL) {
        tstate->c_tracefunc = hear_first_event;
    }
}

/* Does the instruction `next` start a line after `previous`? maybe_call_line_trace */
static bool
starts_line(PyCodeObject *code, int previous, int next)
{
    int line = PyCode_Addr2Line(code, next * (int)sizeof(_Py_CODEUNIT));
    if (line == -1) {
        return false;
    }
    if (previous <= code->_co_firsttraceable || line != PyCode_Addr2Line(code, previous * (int)sizeof(_Py_CODEUNIT))) {
        return true;
    }
    return next < previous && _Py_OPCODE(_PyCode_CODE(code)[next]) != SEND;
}

static __thread Py_tracefunc waiting;      /* for the event that ignore_line is there to drop */

static int
ignore_line(PyObject *self, PyFrameObject *f, int what, PyObject *arg)
{
    PyThreadState *tstate = PyThreadState_Get();
    if (tstate->c_tracefunc == ignore_line) {
        tstate->c_tracefunc = waiting;
        if (what == PyTrace_LINE) {
            return 0;
        }
    }
    return waiting(self, f, what, arg);
}

/* The interpreter will go on at `next` as if it had run the instruction before it in memory, while it was `previous` that ran. Makes
   the tracer of a frame hear of a new line if `previous` and `next` say so, and only then. -1: the tracer has raised. */
int
coconut_settle_line(PyThreadState *tstate, _PyInterpreterFrame *frame, int previous, int next, int depth)
{
    PyFrameObject *f = frame->frame_obj;
    if (tstate->c_tracefunc == NULL || tstate->tracing || f == NULL || f->f_trace == NULL || !f->f_trace_lines) {
        return 0;
    }
    const bool wanted = starts_line(frame->f_code, previous, next), given = starts_line(frame->f_code, next - 1, next);
    if (given && !wanted) {
        waiting = tstate->c_tracefunc;
        tstate->c_tracefunc = ignore_line;
    }
    else if (wanted && !given) {
        frame->prev_instr = _PyCode_CODE(frame->f_code) + next;
        frame->stacktop = stack_base(frame) + depth;
        return report(tstate, tstate->c_tracefunc, tstate->c_traceobj, frame, PyTrace_LINE, Py_None) == 0 ? 0 : -1;
    }
    return 0;
}
