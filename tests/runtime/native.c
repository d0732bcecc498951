/* Native functions as the compiler would make them, by hand: for tests of the runtime alone. Compiled with -DFP_NAME=fingerprint for each
   function; the Python that they stand for is in subject.py. */
#define Py_BUILD_CORE 1
#include <Python.h>
#include <stdint.h>
#include <internal/pycore_ceval.h>
#include <internal/pycore_code.h>
#include <internal/pycore_frame.h>
#include <internal/pycore_pystate.h>

PyObject *Coconut_Call0(PyThreadState *, PyObject *, PyObject *, PyObject *);
PyObject *Coconut_Call1(PyThreadState *, PyObject *, PyObject *, PyObject *, PyObject *);
PyObject *Coconut_CallN(PyThreadState *, PyObject **, int, PyObject *);
PyObject *Coconut_Deopt(PyThreadState *, _PyInterpreterFrame *, _PyCFrame *, int, int, const char *);
void Coconut_AddTraceback(PyThreadState *, _PyInterpreterFrame *);
int Coconut_Raised(PyThreadState *, _PyInterpreterFrame *, int);
PyObject *Coconut_HandOver(PyThreadState *, _PyInterpreterFrame *, _PyCFrame *);

static int
enter(PyThreadState *tstate, _PyInterpreterFrame *frame, _PyCFrame *cf)
{
    frame->is_entry = 1;
    frame->previous = cf->current_frame;
    cf->current_frame = frame;
    return _Py_EnterRecursiveCallTstate(tstate, "");
}

static PyObject *
leave(PyThreadState *tstate, _PyInterpreterFrame *frame, _PyCFrame *cf, PyObject *result)
{
    tstate->recursion_remaining++;
    frame->stacktop = frame->f_code->co_nlocalsplus;
    cf->current_frame = frame->previous;
    return result;
}

#define ENTER                                       \
    _PyCFrame *cf = tstate->cframe;                 \
    if (enter(tstate, frame, cf)) {                 \
        tstate->recursion_remaining--;              \
        return leave(tstate, frame, cf, NULL);      \
    }                                               \
    /* As after the RESUME: the frame is complete. */ \
    frame->prev_instr = _PyCode_CODE(frame->f_code) + frame->f_code->_co_firsttraceable;
#define LEAVE(result) return leave(tstate, frame, cf, result)

/* Finds the instruction that a line of the function begins with. */
static int
offset_of_line(PyCodeObject *code, int line)
{
    for (int i = 0; i < (int)Py_SIZE(code); i++) {
        if (PyCode_Addr2Line(code, i * 2) == code->co_firstlineno + line) {
            return i * 2;
        }
    }
    Py_FatalError("no such line");
}

/* def add(a, b): return a + b — with a result that shows who ran. */
static PyObject *
native_add(PyThreadState *tstate, _PyInterpreterFrame *frame, int throwflag)
{
    ENTER
    PyObject *sum = PyNumber_Add(frame->localsplus[0], frame->localsplus[1]);
    if (sum == NULL) {
        Coconut_AddTraceback(tstate, frame);
    }
    LEAVE(sum);
}

/* def call(f, args, kwnames): calls f with the items of args, the last ones by the names in kwnames (None: none). */
static PyObject *
native_call(PyThreadState *tstate, _PyInterpreterFrame *frame, int throwflag)
{
    ENTER
    PyObject *f = frame->localsplus[0], *args = frame->localsplus[1], *names = frame->localsplus[2], *stack[16];
    int n = (int)PyTuple_GET_SIZE(args);
    stack[1] = NULL;
    stack[2] = Py_NewRef(f);
    for (int i = 0; i < n; i++) {
        stack[3 + i] = Py_NewRef(PyTuple_GET_ITEM(args, i));
    }
    PyObject *result = Coconut_CallN(tstate, stack + 1, n, names == Py_None ? NULL : names);
    if (result == NULL) {
        Coconut_AddTraceback(tstate, frame);
    }
    LEAVE(result);
}

/* def call_owned(f, args): calls f with the items of the list args, which gives them up: f alone holds them. */
static PyObject *
native_call_owned(PyThreadState *tstate, _PyInterpreterFrame *frame, int throwflag)
{
    ENTER
    PyObject *args = frame->localsplus[1];
    PyObject *item = Py_NewRef(PyList_GET_ITEM(args, 0));
    PyList_SetSlice(args, 0, 1, NULL);
    PyObject *result = Coconut_Call1(tstate, NULL, Py_NewRef(frame->localsplus[0]), NULL, item);
    if (result == NULL) {
        Coconut_AddTraceback(tstate, frame);
    }
    LEAVE(result);
}

/* def recurse(n): return n if n == 0 else recurse(n - 1) */
static PyObject *
native_recurse(PyThreadState *tstate, _PyInterpreterFrame *frame, int throwflag)
{
    ENTER
    PyObject *result;
    long n = PyLong_AsLong(frame->localsplus[0]);
    if (n == 0) {
        result = Py_NewRef(frame->localsplus[0]);
    }
    else {
        result = Coconut_Call1(tstate, NULL, Py_NewRef((PyObject *)frame->f_func), NULL, PyLong_FromLong(n - 1));
        if (result == NULL) {
            Coconut_AddTraceback(tstate, frame);
        }
    }
    LEAVE(result);
}

/* def half(n): the first half of the loop here, then deoptimises at its FOR_ITER line. */
static PyObject *
native_half(PyThreadState *tstate, _PyInterpreterFrame *frame, int throwflag)
{
    ENTER
    PyObject **slots = frame->localsplus;
    long n = PyLong_AsLong(slots[0]), total = 0;
    for (long i = 0; i < n / 2; i++) {
        total += i;
    }
    slots[1] = PyLong_FromLong(total);
    PyObject *range = PyObject_CallFunction((PyObject *)&PyRange_Type, "lO", n / 2, slots[0]);
    slots[frame->f_code->co_nlocalsplus] = PyObject_GetIter(range);
    Py_DECREF(range);
    /* `for i in range(n)` is line 2: LOAD_GLOBAL … GET_ITER, then FOR_ITER, which its own line table entry begins. */
    PyCodeObject *code = frame->f_code;
    int at = offset_of_line(code, 2) / 2;
    while (_Py_OPCODE(_PyCode_CODE(code)[at]) != 93) { /* FOR_ITER */
        at++;
    }
    return Coconut_Deopt(tstate, frame, cf, at * 2, 1, "half way");
}

/* The CALL before the function's only RETURN_VALUE. */
static _Py_CODEUNIT *
last_call(PyCodeObject *code)
{
    enum { RETURN_VALUE_OPCODE = 83, CALL_CACHES = 4 };
    _Py_CODEUNIT *at = _PyCode_CODE(code) + Py_SIZE(code) - 1;
    while (_Py_OPCODE(*at) != RETURN_VALUE_OPCODE) {
        at--;
    }
    return at - 1 - CALL_CACHES;
}

/* def observe(f): return f() — with a local set first, so that f can look at this frame; f may switch tracing on. */
static PyObject *
native_observe(PyThreadState *tstate, _PyInterpreterFrame *frame, int throwflag)
{
    ENTER
    frame->localsplus[1] = PyUnicode_FromString("seen");
    frame->prev_instr = last_call(frame->f_code);
    PyObject *result = Coconut_Call0(tstate, NULL, Py_NewRef(frame->localsplus[0]), NULL);
    if (result == NULL && Coconut_Raised(tstate, frame, 0)) {
        return Coconut_HandOver(tstate, frame, cf);
    }
    LEAVE(result);
}

#define WORD(x) ((uintptr_t)(x))
#define FUNCTION(fp, name, line) WORD(fp), WORD(#name), WORD(native_##name), line, 0
#ifndef MAGIC
#define MAGIC UINT64_C(0x31544e434f434f43)
#endif
#ifndef TARGET
#define TARGET "cpython-3.11-x86_64-linux-gnu"
#endif

__attribute__((visibility("default"))) const uintptr_t coconut_library[] = {
    MAGIC, ABI, WORD(TARGET), WORD("0.0"), WORD("by hand"), WORD("subject.py"), 6, 0,
    FUNCTION(FP_add, add, 1),
    FUNCTION(FP_call, call, 1),
    FUNCTION(FP_call_owned, call_owned, 1),
    FUNCTION(FP_recurse, recurse, 1),
    FUNCTION(FP_half, half, 1),
    FUNCTION(FP_observe, observe, 1),
};
