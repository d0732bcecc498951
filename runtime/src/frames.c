/* Interpreter frames: pushed on the thread's data stack, cleared, and handed over to the frame objects that outlive them.
   The interpreter's own versions (Python/frame.c, Python/pystate.c) are hidden symbols. */
#include "coconut.h"

/* pystate.c: sizes of the chunks of the data stack. */
#define DATA_STACK_CHUNK_SIZE (16 * 1024)
#define MINIMUM_OVERHEAD 1000

/* _PyFrame_New_NoTrack (frameobject.c). */
static PyFrameObject *
new_frame_object(PyCodeObject *code)
{
    int slots = code->co_nlocalsplus + code->co_stacksize;
    PyFrameObject *f = coconut_kept_frame(slots);
    if (f == NULL && (f = PyObject_GC_NewVar(PyFrameObject, &PyFrame_Type, slots)) == NULL) {
        return NULL;
    }
    f->f_back = NULL;
    f->f_trace = NULL;
    f->f_trace_lines = 1;
    f->f_trace_opcodes = 0;
    f->f_fast_as_locals = 0;
    f->f_lineno = 0;
    return f;
}

/* _PyFrame_MakeAndSetFrameObject (frame.c): keeps a pending exception, unless memory runs out. */
static PyFrameObject *
make_frame_object(_PyInterpreterFrame *frame)
{
    assert(frame->frame_obj == NULL);
    PyObject *type, *value, *traceback;
    PyErr_Fetch(&type, &value, &traceback);
    PyFrameObject *f = new_frame_object(frame->f_code);
    if (f == NULL) {
        Py_XDECREF(type);
        Py_XDECREF(value);
        Py_XDECREF(traceback);
        return NULL;
    }
    PyErr_Restore(type, value, traceback);
    if (frame->frame_obj != NULL) {
        /* The allocation ran a collection that made the frame object of this very frame: that one is known to others
           already. Ours goes, looking like one that owns a cleared frame. */
        f->f_frame = (_PyInterpreterFrame *)f->_f_frame_data;
        f->f_frame->owner = FRAME_CLEARED;
        f->f_frame->frame_obj = f;
        Py_DECREF(f);
        return frame->frame_obj;
    }
    f->f_frame = frame;
    frame->frame_obj = f;
    return f;
}

/* _PyFrame_GetFrameObject: borrowed; NULL without memory. The frame must not be incomplete. */
PyFrameObject *
coconut_frame_object(_PyInterpreterFrame *frame)
{
    assert(!_PyFrame_IsIncomplete(frame));
    return frame->frame_obj != NULL ? frame->frame_obj : make_frame_object(frame);
}

/* take_ownership (frame.c): the frame ends, its frame object lives on and takes over what it holds. */
static void
take_ownership(PyFrameObject *f, _PyInterpreterFrame *frame)
{
    assert(frame->owner != FRAME_OWNED_BY_FRAME_OBJECT && frame->owner != FRAME_CLEARED);
    size_t size = (char *)&frame->localsplus[frame->stacktop] - (char *)frame;
    memcpy(f->_f_frame_data, frame, size);
    frame = (_PyInterpreterFrame *)f->_f_frame_data;
    f->f_frame = frame;
    frame->owner = FRAME_OWNED_BY_FRAME_OBJECT;
    if (_PyFrame_IsIncomplete(frame)) {
        /* As if its first RESUME had run. */
        PyCodeObject *code = frame->f_code;
        frame->prev_instr = _PyCode_CODE(code) + code->_co_firsttraceable;
    }
    assert(f->f_back == NULL);
    _PyInterpreterFrame *previous = frame->previous;
    while (previous != NULL && _PyFrame_IsIncomplete(previous)) {
        previous = previous->previous;
    }
    if (previous != NULL) {
        PyFrameObject *back = coconut_frame_object(previous);
        if (back == NULL) {
            assert(PyErr_ExceptionMatches(PyExc_MemoryError));
            PyErr_Clear();
        }
        else {
            f->f_back = (PyFrameObject *)Py_NewRef(back);
        }
        frame->previous = NULL;
    }
    if (!_PyObject_GC_IS_TRACKED((PyObject *)f)) {
        _PyObject_GC_TRACK((PyObject *)f);
    }
}

/* _PyFrame_Clear (frame.c). */
void
coconut_clear_frame(_PyInterpreterFrame *frame)
{
    assert(_PyThreadState_GET()->cframe->current_frame != frame);
    if (frame->frame_obj != NULL) {
        PyFrameObject *f = frame->frame_obj;
        frame->frame_obj = NULL;
        if (Py_REFCNT(f) > 1) {
            take_ownership(f, frame);
            Py_DECREF(f);
            return;
        }
        Py_DECREF(f);
    }
    assert(frame->stacktop >= -1);
    for (int i = 0; i < frame->stacktop; i++) {
        Py_XDECREF(frame->localsplus[i]);
    }
    Py_XDECREF(frame->frame_obj);
    Py_XDECREF(frame->f_locals);
    Py_DECREF(frame->f_func);
    Py_DECREF(frame->f_code);
}

/* push_chunk (pystate.c). The chunk comes from the arena allocator, as the interpreter's do: it may free ours. */
static PyObject **
push_chunk(PyThreadState *tstate, size_t size)
{
    size_t bytes = DATA_STACK_CHUNK_SIZE;
    while (bytes < sizeof(PyObject *) * (size + MINIMUM_OVERHEAD)) {
        bytes *= 2;
    }
    PyObjectArenaAllocator arena;
    PyObject_GetArenaAllocator(&arena);
    _PyStackChunk *chunk = arena.alloc(arena.ctx, bytes);
    if (chunk == NULL) {
        return NULL;
    }
    chunk->previous = tstate->datastack_chunk;
    chunk->size = bytes;
    chunk->top = 0;
    if (tstate->datastack_chunk != NULL) {
        tstate->datastack_chunk->top = tstate->datastack_top - &tstate->datastack_chunk->data[0];
    }
    tstate->datastack_chunk = chunk;
    tstate->datastack_limit = (PyObject **)((char *)chunk + bytes);
    /* The first element of the root chunk is skipped, so that popping a frame never frees it. */
    PyObject **base = &chunk->data[chunk->previous == NULL];
    tstate->datastack_top = base + size;
    return base;
}

/* The rest of coconut_push_frame: the data stack needs another chunk. */
_PyInterpreterFrame *
coconut_push_frame_slow(PyThreadState *tstate, PyFunctionObject *func, PyObject *locals, size_t size)
{
    PyObject **base = size > INT_MAX / 2 ? NULL : push_chunk(tstate, size);
    if (base == NULL) {
        Py_DECREF(func);
        return NULL;
    }
    _PyInterpreterFrame *frame = (_PyInterpreterFrame *)base;
    _PyFrame_InitializeSpecials(frame, func, locals, ((PyCodeObject *)func->func_code)->co_nlocalsplus);
    return frame;
}

/* _PyThreadState_PopFrame (pystate.c): gives the memory back, and the chunk if it was the first in it. */
void
coconut_pop_frame(PyThreadState *tstate, _PyInterpreterFrame *frame)
{
    PyObject **base = (PyObject **)frame;
    _PyStackChunk *chunk = tstate->datastack_chunk;
    assert(chunk != NULL);
    if (LIKELY(base != &chunk->data[0])) {
        assert(tstate->datastack_top >= base);
        tstate->datastack_top = base;
        return;
    }
    _PyStackChunk *previous = chunk->previous;
    assert(previous != NULL);
    tstate->datastack_top = &previous->data[previous->top];
    tstate->datastack_chunk = previous;
    tstate->datastack_limit = (PyObject **)((char *)previous + previous->size);
    PyObjectArenaAllocator arena;
    PyObject_GetArenaAllocator(&arena);
    arena.free(arena.ctx, chunk, chunk->size);
}

/* The rest of coconut_clear_and_pop. */
void
coconut_clear_and_pop_slow(PyThreadState *tstate, _PyInterpreterFrame *frame)
{
    assert(frame->frame_obj == NULL || frame->frame_obj->f_frame == frame);
    tstate->recursion_remaining--;
    coconut_clear_frame(frame);
    tstate->recursion_remaining++;
    coconut_pop_frame(tstate, frame);
}
