/* On-stack replacement: a frame that the interpreter has begun goes on natively at a loop.

   The interpreter serves pending calls where it has just jumped back: the jump is done, prev_instr still names it, the value stack is in
   the frame's memory. There the frame is taken away from it:

   - The value stack is put aside, and the interpreter told that an exception was raised, while the frame's code object is one without handlers and the
     frame looks as if it had not begun. So it adds no traceback entry, calls no tracer, and returns.
   - Who called the interpreter (coconut_eval) puts everything back, and lets the native function have the frame, as if it had come to the hook. The pass
     osr-entries has given that function a way in for the jump.

   So this is done only to frames that coconut_eval runs. It notes them. */
#include "coconut.h"
#include <opcode.h>

typedef struct coconut_activation {
    struct coconut_activation *outer;
    _PyInterpreterFrame *frame;
    bool taken;                     /* from the interpreter; what follows is to be put back */
    PyCodeObject *code;
    _Py_CODEUNIT *prev_instr;
    PyObject **stack;
    Py_ssize_t depth;
} activation;

static __thread activation *innermost __attribute__((tls_model("initial-exec")));

/* Gives the frame back what belongs to it. */
static void
put_back(activation *a)
{
    _PyInterpreterFrame *frame = a->frame;
    assert(PyErr_ExceptionMatches(PyExc_SystemError));
    PyErr_Clear();
    frame->f_code = a->code;
    frame->prev_instr = a->prev_instr;
    if (a->depth > 0) {
        memcpy(_PyFrame_Stackbase(frame), a->stack, a->depth * sizeof(PyObject *));
        PyMem_RawFree(a->stack);
    }
    frame->stacktop = a->code->co_nlocalsplus + (int)a->depth;
}

/* The rest of coconut_eval: the frame is noted. */
PyObject *
coconut_eval_noted(PyThreadState *tstate, _PyInterpreterFrame *frame, int throwflag)
{
    activation a = {.outer = innermost, .frame = frame};
    innermost = &a;
    PyObject *result = _PyEval_EvalFrameDefault(tstate, frame, throwflag);
    innermost = a.outer;
    if (LIKELY(!a.taken)) {
        return result;
    }
    put_back(&a);
    coconut_entry *entry = coconut_entry_of(frame->f_code);
    entry->replaced++;
    return entry->native(tstate, frame, 0);
}

/* The innermost frame of this thread that coconut_eval runs; NULL: there is none. */
_PyInterpreterFrame *
coconut_interpreted_frame(void)
{
    return innermost == NULL || innermost->taken ? NULL : innermost->frame;
}

/* The frame's place in the table of loops, if the interpreter has just jumped back there; else NULL. A comparison that was quickened does the jump
   behind it as well. */
static const int64_t *
loop_at(const int64_t *loops, _PyInterpreterFrame *frame)
{
    _Py_CODEUNIT *last = frame->prev_instr;
    switch (_Py_OPCODE(*last)) {
    case COMPARE_OP_FLOAT_JUMP:
    case COMPARE_OP_INT_JUMP:
    case COMPARE_OP_STR_JUMP:
        last += 1 + INLINE_CACHE_ENTRIES_COMPARE_OP;
    }
    const int64_t offset = (last - _PyCode_CODE(frame->f_code)) * (int64_t)sizeof(_Py_CODEUNIT);
    for (int64_t i = 0; i < loops[0]; i++) {
        if (loops[1 + 2 * i] == offset) {
            return &loops[1 + 2 * i];
        }
    }
    return NULL;
}

/* A code object that differs from `code` in having no handlers, as far as the interpreter and tracebacks look at it. */
static PyCodeObject *
without_handlers(PyCodeObject *code)
{
    PyObject *bytecode = PyCode_GetCode(code), *names = PyCode_GetVarnames(code), *free = PyCode_GetFreevars(code), *cells = PyCode_GetCellvars(code);
    PyCodeObject *copy = NULL;
    if (bytecode != NULL && names != NULL && free != NULL && cells != NULL) {
        copy = PyCode_NewWithPosOnlyArgs(code->co_argcount, code->co_posonlyargcount, code->co_kwonlyargcount, code->co_nlocals,
                                         code->co_stacksize, code->co_flags, bytecode, code->co_consts, code->co_names, names, free, cells,
                                         code->co_filename, code->co_name, code->co_qualname, code->co_firstlineno, code->co_linetable,
                                         coconut_str.no_bytes);
    }
    Py_XDECREF(bytecode);
    Py_XDECREF(names);
    Py_XDECREF(free);
    Py_XDECREF(cells);
    return copy;
}

/* Takes the frame from the interpreter, which has jumped back at `loop`. False: there is no memory. */
static bool
take(activation *a, coconut_entry *entry, const int64_t *loop)
{
    _PyInterpreterFrame *frame = a->frame;
    PyCodeObject *code = frame->f_code;
    if (PyBytes_GET_SIZE(code->co_exceptiontable) > 0 && entry->bare == NULL && (entry->bare = without_handlers(code)) == NULL) {
        PyErr_Clear();
        return false;
    }
    a->depth = loop[1];
    if (a->depth > 0) {
        const size_t size = a->depth * sizeof(PyObject *);
        if ((a->stack = PyMem_RawMalloc(size)) == NULL) {
            return false;
        }
        memcpy(a->stack, _PyFrame_Stackbase(frame), size);
        memset(_PyFrame_Stackbase(frame), 0, size);
    }
    a->taken = true;
    a->code = code;
    /* The odd byte tells the native function that the jump is done. It makes that good at once. */
    a->prev_instr = (_Py_CODEUNIT *)((char *)_PyCode_CODE(code) + loop[0] + 1);
    if (entry->bare != NULL) {
        frame->f_code = entry->bare;
    }
    frame->prev_instr = _PyCode_CODE(frame->f_code) - 1;
    PyErr_SetNone(PyExc_SystemError);
    return true;
}

/* In a pending call: the frame that the interpreter is at goes on natively, if it can. -1: it will, the pending call has to fail. 1: it could, at the
   end of the loop's round. */
int
coconut_osr(PyThreadState *tstate)
{
    activation *a = innermost;
    if (a == NULL || a->taken || coconut_pending(tstate) || tstate->cframe->use_tracing || tstate->c_tracefunc != NULL ||
        tstate->recursion_remaining < 0)
    {
        return 0;
    }
    _PyInterpreterFrame *frame = a->frame;
    coconut_entry *entry = coconut_entry_of(frame->f_code);
    if (entry == NULL || entry->loops == NULL || frame->owner != FRAME_OWNED_BY_THREAD || !frame->is_entry) {
        return 0;
    }
    const int64_t *loop;
    if (tstate->cframe->current_frame != frame || (loop = loop_at(entry->loops, frame)) == NULL) {
        return 1;
    }
    return coconut_native_of(tstate, frame->f_code) != NULL && take(a, entry, loop) ? -1 : 0;
}
