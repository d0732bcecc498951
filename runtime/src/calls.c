/* CALL and CALL_FUNCTION_EX. A Python function is called as the interpreter does without a hook: its frame is pushed here, the arguments
   move into it (so that nobody else holds them while it runs), and it runs natively or in the interpreter. */
#include "lazy.h"
#include "numbers.h"
#include <internal/pycore_opcode.h>
#include <opcode.h>

/* --- Native functions whose frame the arguments fill, the most of all calls: what call_function below does, with all decided beforehand. Takes the
   function and the arguments, unless it returns false. */
static inline __attribute__((always_inline)) bool
call_plainly(PyThreadState *tstate, PyFunctionObject *func, PyObject *const *args, Py_ssize_t count, PyObject **result)
{
    PyCodeObject *code = (PyCodeObject *)func->func_code;
    coconut_entry *entry = coconut_entry_of(code);
    if (UNLIKELY(entry == NULL || entry->plain_args != count)) {
        return false;
    }
    if (entry->fast != NULL && coconut_call_fast(tstate, func, entry, args, count, result)) {
        return true;
    }
    PyObject **base = tstate->datastack_top;
    if (UNLIKELY(base == NULL || entry->frame_words >= tstate->datastack_limit - base || base == tstate->datastack_chunk->data) ||
        coconut_native_of(tstate, code) == NULL)
    {
        return false;
    }
    const coconut_native native = entry->native;
    const Py_ssize_t slots = code->co_nlocalsplus;
    tstate->datastack_top = base + entry->frame_words;
    _PyInterpreterFrame *frame = (_PyInterpreterFrame *)base;
    _PyFrame_InitializeSpecials(frame, func, NULL, (int)slots);
    for (Py_ssize_t i = 0; i < count; i++) {
        frame->localsplus[i] = args[i];
    }
    for (Py_ssize_t i = count; i < slots; i++) {
        frame->localsplus[i] = NULL;
    }
    *result = native(tstate, frame, 0);
    coconut_clear_and_pop(tstate, frame);
    return true;
}

static PyObject *call_function(PyThreadState *, PyFunctionObject *, PyObject *const *, Py_ssize_t, Py_ssize_t, PyObject *);

/* --- Instances of Python classes: type_call, object_new and slot_tp_init (typeobject.c) without a tuple of the arguments. */

#define MAX_SLOT_ARGS 7

/* What a type is, as long as it has its family. */
static struct known_class {
    uint32_t family;                /* 0: none */
    PyFunctionObject *init;         /* borrowed from the type; NULL: object.__init__, or what `makes` gives is asked */
    PyObject *makes;                /* the same, the static method that is its __new__; NULL: object's, or BaseException's */
    bool is_exception;              /* made by BaseException.__new__, which keeps the arguments */
    bool gives_none;                /* `init` returns None wherever it does */
} known_classes[256];

/* Does the instruction jump forward? */
static inline bool
jumps_forward(int opcode)
{
    switch (opcode) {
    case JUMP_FORWARD:
    case JUMP_IF_FALSE_OR_POP:
    case JUMP_IF_TRUE_OR_POP:
    case POP_JUMP_FORWARD_IF_FALSE:
    case POP_JUMP_FORWARD_IF_TRUE:
    case POP_JUMP_FORWARD_IF_NONE:
    case POP_JUMP_FORWARD_IF_NOT_NONE:
    case FOR_ITER:
    case SEND:
        return true;
    default:
        return false;
    }
}

/* Is each RETURN_VALUE right behind a LOAD_CONST of None, and come to in no other way? */
static bool
gives_none(PyCodeObject *code)
{
    const _Py_CODEUNIT *codes = _PyCode_CODE(code);
    int before = -1, extended = 0;
    for (Py_ssize_t i = 0; i < Py_SIZE(code); i++) {
        const int opcode = _PyOpcode_Deopt[_Py_OPCODE(codes[i])];
        const int oparg = extended << 8 | _Py_OPARG(codes[i]);
        extended = opcode == EXTENDED_ARG ? oparg : 0;
        if (opcode == RETURN_VALUE && before != LOAD_CONST) {
            return false;
        }
        const Py_ssize_t target = i + 1 + _PyOpcode_Caches[opcode] + oparg;
        if (jumps_forward(opcode) && target < Py_SIZE(code) && _PyOpcode_Deopt[_Py_OPCODE(codes[target])] == RETURN_VALUE) {
            return false;
        }
        before = opcode == LOAD_CONST && PyTuple_GET_ITEM(code->co_consts, oparg) == Py_None ? LOAD_CONST : -1;
        i += _PyOpcode_Caches[opcode];
    }
    return true;
}

newfunc coconut_slot_new = NULL;

/* The function of a static method, NULL if it has none: staticmethod of funcobject.c. */
static inline PyObject *
function_of(PyObject *method)
{
    PyObject *func = ((struct { PyObject_HEAD PyObject *callable; } *)method)->callable;
    return func != NULL && Py_IS_TYPE(func, &PyFunction_Type) ? func : NULL;
}

/* The static method in which slot_tp_new finds a function for a class, NULL if that is not all. */
static PyObject *
own_new(PyTypeObject *class)
{
    if (!Py_IS_TYPE(class, &PyType_Type) || !(class->tp_flags & Py_TPFLAGS_HEAPTYPE)) {
        return NULL;
    }
    PyObject *found = _PyType_Lookup(class, coconut_str.__new__);
    if (found == NULL || !Py_IS_TYPE(found, &PyStaticMethod_Type) || function_of(found) == NULL) {
        return NULL;
    }
    coconut_slot_new = class->tp_new;
    return found;
}

/* Instances are made by object.__new__, and __init__ is a Python function or object's own; or __new__ is a Python function. NULL if not. */
static struct known_class *
known_class_of(PyTypeObject *class)
{
    uint32_t family = coconut_family(class);
    struct known_class *known = &known_classes[family % Py_ARRAY_LENGTH(known_classes)];
    if (LIKELY(known->family == family && family != 0)) {
        return known;
    }
    PyObject *makes = class->tp_new != PyBaseObject_Type.tp_new ? own_new(class) : NULL;
    if (makes != NULL) {
        family = coconut_family(class);
        known = &known_classes[family % Py_ARRAY_LENGTH(known_classes)];
        *known = (struct known_class){.family = family, .makes = makes};
        return family == 0 ? NULL : known;
    }
    const bool is_exception = class->tp_new == ((PyTypeObject *)PyExc_BaseException)->tp_new;
    if ((class->tp_new != PyBaseObject_Type.tp_new && !is_exception) || class->tp_flags & Py_TPFLAGS_IS_ABSTRACT ||
        !(class->tp_flags & Py_TPFLAGS_HEAPTYPE))
    {
        return NULL;
    }
    PyObject *init = _PyType_Lookup(class, coconut_str.__init__);
    const bool own = init != NULL && PyFunction_Check(init);
    if (!own && (is_exception || class->tp_init != PyBaseObject_Type.tp_init)) {
        return NULL;
    }
    family = coconut_family(class);
    if (family == 0) {
        return NULL;
    }
    known = &known_classes[family % Py_ARRAY_LENGTH(known_classes)];
    *known = (struct known_class){
        .family = family, .init = own ? (PyFunctionObject *)init : NULL, .is_exception = is_exception,
        .gives_none = own && gives_none((PyCodeObject *)((PyFunctionObject *)init)->func_code)};
    return known;
}

/* A method of an instance, called by a slot of its type. In the interpreter the caller's stack and a tuple hold the arguments besides the frame:
   they outlive it. `has_tuple`: there is that tuple. */
static PyObject *
call_by_slot(PyThreadState *tstate, PyObject *func, PyObject *o, PyObject *const *args, Py_ssize_t positional, bool has_tuple)
{
    PyObject *stack[MAX_SLOT_ARGS + 1] = {Py_NewRef(o)};
    for (Py_ssize_t i = 0; i < positional; i++) {
        stack[i + 1] = args[i];
        Py_INCREF(args[i]);
        if (!has_tuple) {
            Py_INCREF(args[i]);
        }
    }
    Py_INCREF(func);
    PyObject *result = call_function(tstate, (PyFunctionObject *)Py_NewRef(func), stack, positional + 1, positional + 1, NULL);
    Py_DECREF(func);
    for (Py_ssize_t i = 0; i < positional && !has_tuple; i++) {
        Py_DECREF(args[i]);     /* the caller still holds it */
    }
    return result;
}

/* What a fast function may do of calling a class: a new instance, for which found[1], its __init__, is then called as found[0] (`names`: as for
   Coconut_PeekFast). Nothing runs meanwhile that could look for frames. NULL, without an exception: anything else has to be done. */
COCONUT_API PyObject *
Coconut_NewInstance(PyThreadState *tstate, PyObject *class, int64_t args, PyObject *names, void **found)
{
    if (!PyType_Check(class) || Py_TYPE(class)->tp_call != PyType_Type.tp_call) {
        return NULL;
    }
    PyTypeObject *type = (PyTypeObject *)class;
    struct known_class *known = known_class_of(type);
    const bool bare = known != NULL && known->init == NULL && known->makes == NULL && args == 0;
    if (known == NULL || known->is_exception || !(known->gives_none || bare) || type->tp_alloc != PyType_GenericAlloc ||
        coconut_is_collection_due(tstate, 1))
    {
        return NULL;
    }
    void *fast = bare ? (void *)coconut_init_object : coconut_fast_for(known->init, args + 1, names);
    if (fast == NULL) {
        return NULL;
    }
    PyObject *o = type->tp_new(type, coconut_str.no_args, NULL);
    if (UNLIKELY(o == NULL)) {
        PyErr_Clear();
        return NULL;
    }
    found[0] = fast;
    found[1] = bare ? class : (PyObject *)known->init;
    return o;
}

/* slot_tp_init for a function: false, with an exception. */
static bool
initialise(PyThreadState *tstate, PyFunctionObject *init, PyObject *o, PyObject *const *args, Py_ssize_t positional, bool has_tuple)
{
    PyObject *result = call_by_slot(tstate, (PyObject *)init, o, args, positional, has_tuple);
    if (UNLIKELY(result != Py_None)) {
        if (result != NULL) {
            PyErr_Format(PyExc_TypeError, "__init__() should return None, not '%.200s'", Py_TYPE(result)->tp_name);
            Py_DECREF(result);
        }
        return false;
    }
    Py_DECREF(result);
    return true;
}

static PyObject *
tuple_of(PyObject *const *args, Py_ssize_t count)
{
    PyObject *tuple = PyTuple_New(count);
    for (Py_ssize_t i = 0; tuple != NULL && i < count; i++) {
        PyTuple_SET_ITEM(tuple, i, Py_NewRef(args[i]));
    }
    return tuple;
}

/* type_call once it counts a level of recursion. */
static PyObject *
new_instance(PyThreadState *tstate, PyTypeObject *class, const struct known_class *known, PyObject *const *args, Py_ssize_t positional)
{
    const uint32_t version = class->tp_version_tag;
    PyFunctionObject *init = known->init;
    PyObject *tuple = known->is_exception ? tuple_of(args, positional) : NULL;
    PyObject *o = !known->is_exception ? class->tp_new(class, coconut_str.no_args, NULL)
                  : tuple != NULL      ? coconut_new_exception(class, tuple)
                                       : NULL;
    if (o != NULL && UNLIKELY(class->tp_version_tag != version)) {
        /* A collection ran a finalizer that changed the class. */
        tuple = tuple != NULL ? tuple : tuple_of(args, positional);
        if (tuple == NULL || class->tp_init(o, tuple, NULL) < 0) {
            Py_CLEAR(o);
        }
    }
    else if (o != NULL && init != NULL && !initialise(tstate, init, o, args, positional, tuple != NULL)) {
        Py_CLEAR(o);
    }
    Py_XDECREF(tuple);
    return o;
}

/* type_call once it counts a level of recursion, and slot_tp_new. */
static PyObject *
made_by(PyThreadState *tstate, PyTypeObject *class, PyObject *func, PyObject *const *args, Py_ssize_t positional)
{
    PyObject *o = call_by_slot(tstate, func, (PyObject *)class, args, positional, false);
    if (o == NULL || !PyObject_TypeCheck(o, class)) {
        return o;
    }
    PyTypeObject *type = Py_TYPE(o);
    if (type->tp_init == NULL || (type->tp_init == PyBaseObject_Type.tp_init && type->tp_new != PyBaseObject_Type.tp_new)) {
        return o;   /* object_init: it is __new__ that knows the arguments */
    }
    PyObject *tuple = tuple_of(args, positional);
    if (tuple == NULL || type->tp_init(o, tuple, NULL) < 0) {
        Py_CLEAR(o);
    }
    Py_XDECREF(tuple);
    return o;
}

/* class(*args). False: it is not one of those. */
static bool
instantiate(PyThreadState *tstate, PyTypeObject *class, PyObject *const *args, Py_ssize_t positional, PyObject **result)
{
    struct known_class *known = known_class_of(class);
    if (known == NULL || positional > (known->init == NULL && known->makes == NULL ? 0 : MAX_SLOT_ARGS)) {
        return false;
    }
    PyObject *func = known->makes != NULL ? function_of(known->makes) : NULL;
    if (known->makes != NULL && func == NULL) {
        return false;   /* the static method has been given something else */
    }
    *result = NULL;
    if (!_Py_EnterRecursiveCallTstate(tstate, " while calling a Python object")) {
        *result = func != NULL ? made_by(tstate, class, func, args, positional) : new_instance(tstate, class, known, args, positional);
        _Py_LeaveRecursiveCallTstate(tstate);
    }
    return true;
}

/* An exception of a class whose __new__ and __init__ are BaseException's: they keep the arguments, and do so twice. */
static bool
make_exception(PyThreadState *tstate, PyTypeObject *class, PyObject *const *args, Py_ssize_t positional, PyObject **result)
{
    const PyTypeObject *base = (PyTypeObject *)PyExc_BaseException;
    if (class->tp_new != base->tp_new || class->tp_init != base->tp_init || !Py_IS_TYPE(class, &PyType_Type) ||
        tstate->recursion_remaining <= 0)
    {
        return false;
    }
    PyObject *tuple = tuple_of(args, positional);
    *result = tuple == NULL ? NULL : coconut_new_exception(class, tuple);
    Py_XDECREF(tuple);
    return true;
}

/* --- Calling */

static inline void
release(PyObject *const *args, Py_ssize_t count)
{
    for (Py_ssize_t i = 0; i < count; i++) {
        coconut_release(args[i]);
    }
}

/* A level of recursion around a C function, where CPython counts one. */
static inline PyObject *
counted(PyThreadState *tstate, PyCFunction function, PyObject *self, PyObject *arg)
{
    if (_Py_EnterRecursiveCallTstate(tstate, " while calling a Python object")) {
        return NULL;
    }
    PyObject *result = function(self, arg);
    _Py_LeaveRecursiveCallTstate(tstate);
    return result;
}

/* A method of C called with its self: `method` belongs to it, `args` come after it. Levels of recursion are counted as the specialised
   bytecodes count them (PRECALL_NO_KW_BUILTIN_O, PRECALL_NO_KW_METHOD_DESCRIPTOR_FAST …): none for METH_FASTCALL. False: it is none of those. */
static inline bool
call_entry(PyThreadState *tstate, PyMethodDef *method, PyObject *self, PyObject *const *args, Py_ssize_t positional, PyObject *kwnames,
           PyObject **result)
{
    switch (method->ml_flags) {
    case METH_O:
        if (kwnames != NULL || positional != 1) {
            return false;
        }
        *result = counted(tstate, method->ml_meth, self, args[0]);
        return true;
    case METH_NOARGS:
        if (kwnames != NULL || positional != 0) {
            return false;
        }
        *result = counted(tstate, method->ml_meth, self, NULL);
        return true;
    case METH_FASTCALL:
        if (kwnames != NULL) {
            return false;
        }
        *result = ((_PyCFunctionFast)(void (*)(void))method->ml_meth)(self, args, positional);
        return true;
    case METH_FASTCALL | METH_KEYWORDS:
        *result = ((_PyCFunctionFastWithKeywords)(void (*)(void))method->ml_meth)(self, args, positional, kwnames);
        return true;
    default:
        return false;
    }
}

/* wrapper_call of a slot's method, `object.__init__` for one, which is called with its self: type and arguments are those of a call that succeeds in
   reaching the slot. False: they are not. */
static bool
call_slot(PyThreadState *tstate, PyWrapperDescrObject *descr, PyObject *const *args, Py_ssize_t positional, PyObject **result)
{
    if (positional == 0 || !PyType_IsSubtype(Py_TYPE(args[0]), PyDescr_TYPE(descr))) {
        return false;
    }
    *result = NULL;
    PyObject *tuple = tuple_of(args + 1, positional - 1);
    if (tuple != NULL && !_Py_EnterRecursiveCallTstate(tstate, " while calling a Python object")) {
        wrapperfunc wrapper = descr->d_base->wrapper;
        *result = descr->d_base->flags & PyWrapperFlag_KEYWORDS
                      ? ((wrapperfunc_kwds)(void (*)(void))wrapper)(args[0], tuple, descr->d_wrapped, NULL)
                      : wrapper(args[0], tuple, descr->d_wrapped);
        _Py_LeaveRecursiveCallTstate(tstate);
    }
    Py_XDECREF(tuple);
    return true;
}

/* _PyObject_MakeTpCall and slot_tp_call: an instance of a class that has __call__. */
static PyObject *
call_instance(PyThreadState *tstate, PyObject *func, PyObject *o, PyObject *const *args, Py_ssize_t positional)
{
    if (_Py_EnterRecursiveCallTstate(tstate, " while calling a Python object")) {
        return NULL;
    }
    PyObject *result = call_by_slot(tstate, func, o, args, positional, false);
    _Py_LeaveRecursiveCallTstate(tstate);
    return result;
}

/* What the specialised bytecodes know: builtin functions and methods at their C entry, types with a vectorcall, and instances of
   Python classes. `callable` and `args` are borrowed. */
static PyObject *
call_known(PyThreadState *tstate, PyObject *callable, PyObject *const *args, Py_ssize_t positional, PyObject *kwnames)
{
    PyTypeObject *type = Py_TYPE(callable);
    PyObject *result;
    if (type == &PyCFunction_Type) {
        PyCFunctionObject *function = (PyCFunctionObject *)callable;
        PyMethodDef *method = function->m_ml;
        if (kwnames == NULL && positional == 1 && callable == tstate->interp->callable_cache.len) {
            Py_ssize_t n = PyObject_Length(args[0]);
            return n < 0 ? NULL : PyLong_FromSsize_t(n);
        }
        if (kwnames == NULL && positional == 2 && callable == tstate->interp->callable_cache.isinstance) {
            int is = PyObject_IsInstance(args[0], args[1]);
            return is < 0 ? NULL : PyBool_FromLong(is);
        }
        if (call_entry(tstate, method, function->m_self, args, positional, kwnames, &result)) {
            return result;
        }
    }
    else if (type == &PyMethodDescr_Type) {
        PyMethodDescrObject *descr = (PyMethodDescrObject *)callable;
        if (positional > 0 && PyObject_TypeCheck(args[0], PyDescr_TYPE(descr)) &&
            call_entry(tstate, descr->d_method, args[0], args + 1, positional - 1, kwnames, &result))
        {
            return result;
        }
    }
    else if (type == &PyWrapperDescr_Type) {
        if (kwnames == NULL && call_slot(tstate, (PyWrapperDescrObject *)callable, args, positional, &result)) {
            return result;
        }
    }
    else if (PyType_Check(callable)) {
        PyTypeObject *class = (PyTypeObject *)callable;
        if (class == &PyType_Type && positional == 1 && kwnames == NULL) {
            return Py_NewRef(Py_TYPE(args[0]));
        }
        if (class == &PyUnicode_Type && positional == 1 && kwnames == NULL) {     /* PRECALL_NO_KW_STR_1 */
            return PyObject_Str(args[0]);
        }
        if (class->tp_vectorcall != NULL) {
            return class->tp_vectorcall(callable, args, positional, kwnames);
        }
        if (kwnames == NULL && type->tp_call == PyType_Type.tp_call &&
            (make_exception(tstate, class, args, positional, &result) || instantiate(tstate, class, args, positional, &result)))
        {
            return result;
        }
    }
    else if (kwnames == NULL && positional <= MAX_SLOT_ARGS) {
        PyObject *func = coconut_special(type, coconut_str.__call__);
        if (func != NULL) {
            return call_instance(tstate, func, callable, args, positional);
        }
    }
    return PyObject_Vectorcall(callable, args, positional | PY_VECTORCALL_ARGUMENTS_OFFSET, kwnames);
}

/* CALL of what is no Python function, or of one whose arguments do not fit. Takes the callable and the arguments. */
static PyObject *
call_object(PyThreadState *tstate, PyObject *callable, PyObject *const *args, Py_ssize_t positional, Py_ssize_t total, PyObject *kwnames)
{
    PyObject *result;
    if (UNLIKELY(tstate->cframe->use_tracing)) {
        result = coconut_traced_call(tstate, callable, args, positional, kwnames);
    }
    else {
        result = call_known(tstate, callable, args, positional, kwnames);
        assert((result != NULL) ^ coconut_pending(tstate));
    }
    Py_DECREF(callable);
    release(args, total);
    return result;
}

/* What keywords and defaults make a call of all that a fast function wants: bound beside any frame. The function and the arguments are taken where it returns
   true; else the arguments, if that is true of *bound, are in `all`. */
static bool
call_bound_fast(PyThreadState *tstate, PyFunctionObject *func, PyObject *const *args, Py_ssize_t positional, PyObject *kwnames, PyObject **all, bool *bound,
                PyObject **result)
{
    PyCodeObject *code = (PyCodeObject *)func->func_code;
    coconut_entry *entry = coconut_entry_of(code);
    if (entry == NULL || entry->fast == NULL ||
        (!entry->binds && (entry->plain_args < positional || (kwnames == NULL && entry->plain_args == positional))))
    {
        return false;
    }
    memset(all, 0, entry->fast_args * sizeof(PyObject *));
    *bound = coconut_bind(func, code, all, args, positional, kwnames);
    return *bound && coconut_call_fast(tstate, func, entry, all, entry->fast_args, result);
}

/* _PyEvalFramePushAndInit, evaluation, _PyEvalFrameClearAndPop. Takes the function and the arguments. */
static PyObject *
call_function(PyThreadState *tstate, PyFunctionObject *func, PyObject *const *args, Py_ssize_t positional, Py_ssize_t total, PyObject *kwnames)
{
    PyObject *result;
    if (LIKELY(kwnames == NULL) && call_plainly(tstate, func, args, positional, &result)) {
        return result;
    }
    PyObject *all[COCONUT_FAST_ARGS];
    bool bound = false;
    if (call_bound_fast(tstate, func, args, positional, kwnames, all, &bound, &result)) {
        return result;
    }
    PyCodeObject *code = (PyCodeObject *)func->func_code;
    if (bound) {
        args = all;
        total = coconut_entry_of(code)->fast_args;
    }
    PyObject *locals = code->co_flags & CO_OPTIMIZED ? NULL : func->func_globals;
    _PyInterpreterFrame *frame = coconut_push_frame(tstate, func, locals);
    if (UNLIKELY(frame == NULL)) {
        release(args, total);
        return PyErr_NoMemory();
    }
    PyObject **slots = frame->localsplus;
    const Py_ssize_t count = code->co_nlocalsplus;
    if (bound || LIKELY(kwnames == NULL && positional == code->co_argcount && code->co_kwonlyargcount == 0 &&
                        !(code->co_flags & (CO_VARARGS | CO_VARKEYWORDS))))
    {
        Py_ssize_t i = 0;
        for (; i < total; i++) {
            slots[i] = args[i];
        }
        for (; i < count; i++) {
            slots[i] = NULL;
        }
    }
    else {
        memset(slots, 0, count * sizeof(PyObject *));
        if (!coconut_bind(func, code, slots, args, positional, kwnames)) {
            Py_INCREF(func);
            coconut_clear_and_pop(tstate, frame);
            return call_object(tstate, (PyObject *)func, args, positional, total, kwnames);
        }
    }
    result = coconut_run_frame(tstate, frame, code);
    coconut_clear_and_pop(tstate, frame);
    return result;
}

COCONUT_API int Coconut_HandleEvalBreaker(PyThreadState *tstate);

/* A Python function called by C code, as _PyFunction_Vectorcall does it: everything is borrowed. */
PyObject *
coconut_call_function(PyThreadState *tstate, PyObject *func, PyObject *const *args, Py_ssize_t count)
{
    PyObject *stack[4] = {NULL};
    assert(Py_IS_TYPE(func, &PyFunction_Type) && count <= 3);
    for (Py_ssize_t i = 0; i < count; i++) {
        stack[i + 1] = Py_NewRef(args[i]);
    }
    return call_function(tstate, (PyFunctionObject *)Py_NewRef(func), stack + 1, count, count, NULL);
}


#define MAX_VECTOR 8

/* The vectorcall of functions that have been seen to run natively: C code that calls them comes here, as sorted for its key or a slot for a special
   method, without a way through the interpreter's frames and the hook. Everything else is left to CPython's. */
PyObject *
coconut_vectorcall(PyObject *callable, PyObject *const *args, size_t nargsf, PyObject *kwnames)
{
    PyThreadState *tstate = _PyThreadState_GET();
    PyFunctionObject *func = (PyFunctionObject *)callable;
    const Py_ssize_t count = PyVectorcall_NARGS(nargsf);
    if (UNLIKELY(kwnames != NULL || count > MAX_VECTOR || coconut_main_globals != NULL || coconut_jit_waiting) ||
        UNLIKELY(coconut_native_of(tstate, (PyCodeObject *)func->func_code) == NULL))
    {
        return _PyFunction_Vectorcall(callable, args, nargsf, kwnames);
    }
    PyObject *stack[MAX_VECTOR], *result;
    for (Py_ssize_t i = 0; i < count; i++) {
        stack[i] = Py_NewRef(args[i]);
    }
    Py_INCREF(func);
    if (LIKELY(call_plainly(tstate, func, stack, count, &result))) {
        return result;
    }
    Py_DECREF(func);
    for (Py_ssize_t i = 0; i < count; i++) {
        Py_DECREF(args[i]);     /* the caller has it still */
    }
    return _PyFunction_Vectorcall(callable, args, nargsf, kwnames);
}

/* What switched tracing on makes the frame go over to the interpreter. */
static inline PyObject *
watched(PyThreadState *tstate, PyObject *result)
{
    return UNLIKELY(tstate->cframe->use_tracing) && result != NULL ? coconut_set_aside(tstate, result) : result;
}

/* CHECK_EVAL_BREAKER, as after each call that was not inlined. */
static inline PyObject *
served(PyThreadState *tstate, PyObject *result)
{
    if (UNLIKELY(_Py_atomic_load_relaxed(&tstate->interp->ceval.eval_breaker)) && result != NULL &&
        Coconut_HandleEvalBreaker(tstate) < 0)
    {
        Py_DECREF(result);
        return NULL;
    }
    return watched(tstate, result);
}

/* PRECALL and CALL. base[0] is a method or NULL, base[1] self or the callable, then nargs arguments, one more slot before base. */
static inline PyObject *
call_stack(PyThreadState *tstate, PyObject **base, Py_ssize_t nargs, PyObject *kwnames)
{
    if (base[0] == NULL && Py_IS_TYPE(base[1], &PyMethod_Type)) {
        PyObject *bound = base[1];
        base[0] = Py_NewRef(((PyMethodObject *)bound)->im_func);
        base[1] = Py_NewRef(((PyMethodObject *)bound)->im_self);
        Py_DECREF(bound);
    }
    const bool method = base[0] != NULL;
    const Py_ssize_t total = nargs + method, positional = total - (kwnames == NULL ? 0 : PyTuple_GET_SIZE(kwnames));
    PyObject *callable = base[!method];
    PyObject **args = base + 2 - method;
    if (LIKELY(Py_IS_TYPE(callable, &PyFunction_Type))) {
        return watched(tstate, call_function(tstate, (PyFunctionObject *)callable, args, positional, total, kwnames));
    }
    return served(tstate, call_object(tstate, callable, args, positional, total, kwnames));
}

/* The C entry of a callable's methods, and what it is called with; `exact`: a method's self is of the very type that has it. */
static inline PyMethodDef *
entry_of(PyObject **base, PyObject **self, bool *exact)
{
    *exact = true;
    if (base[0] == NULL) {
        PyCFunctionObject *function = (PyCFunctionObject *)base[1];
        *self = function->m_self;
        return function->m_ml;
    }
    PyMethodDescrObject *descr = (PyMethodDescrObject *)base[0];
    *self = base[1];
    *exact = Py_IS_TYPE(base[1], PyDescr_TYPE(descr));
    return *exact || PyType_IsSubtype(Py_TYPE(base[1]), PyDescr_TYPE(descr)) ? descr->d_method : NULL;
}

/* CALL without keywords of a builtin function, or of a method of a C type, its arguments behind `base`: what call_stack does, with
   less to look at. Takes the references, unless it returns false. */
static __attribute__((noinline)) bool
call_builtin(PyThreadState *tstate, PyObject **base, Py_ssize_t count, PyObject **result)
{
    PyObject *self, *const *args = base + 2;
    bool exact;
    PyMethodDef *entry = entry_of(base, &self, &exact);
    if (UNLIKELY(tstate->cframe->use_tracing)) {
        return false;
    }
    if (entry == NULL || !((exact && coconut_call_shortcut(tstate, entry, self, args, count, result)) ||
                           call_entry(tstate, entry, self, args, count, NULL, result)))
    {
        const bool method = base[0] != NULL;
        *result = PyObject_Vectorcall(base[!method], args - method, (count + method) | PY_VECTORCALL_ARGUMENTS_OFFSET, NULL);
    }
    Py_XDECREF(base[0]);
    Py_DECREF(base[1]);
    release(args, count);
    *result = served(tstate, *result);
    return true;
}

/* The same for a type that is no Python class. */
static __attribute__((noinline)) bool
call_class(PyThreadState *tstate, PyObject **base, Py_ssize_t count, PyObject **result)
{
    if (UNLIKELY(tstate->cframe->use_tracing) || !coconut_call_class((PyTypeObject *)base[1], base + 2, count, result)) {
        return false;
    }
    Py_DECREF(base[1]);
    release(base + 2, count);
    *result = served(tstate, *result);
    return true;
}

/* CALL of a bound method with all that is on the stack as its arguments, as `with` calls __exit__: method_vectorcall. The method holds its self
   until the function is done. */
static __attribute__((noinline)) bool
call_bound(PyThreadState *tstate, PyObject **base, Py_ssize_t count, PyObject **result)
{
    PyMethodObject *bound = (PyMethodObject *)base[0];
    if (!Py_IS_TYPE(bound->im_func, &PyFunction_Type) || UNLIKELY(tstate->cframe->use_tracing)) {
        return false;
    }
    base[0] = Py_NewRef(bound->im_self);
    *result = call_function(tstate, (PyFunctionObject *)Py_NewRef(bound->im_func), base, count + 2, count + 2, NULL);
    Py_DECREF(bound);
    *result = served(tstate, *result);
    return true;
}

/* PRECALL_NO_KW_LIST_APPEND, where there is room. Takes the references, unless it returns false. */
static inline bool
append(PyThreadState *tstate, PyObject **base)
{
    PyListObject *list = (PyListObject *)base[1];
    if (base[0] != Coconut_Method_list_append || !PyList_CheckExact(list) || list->allocated <= Py_SIZE(list) ||
        UNLIKELY(tstate->cframe->use_tracing))
    {
        return false;
    }
    PyList_SET_ITEM(list, Py_SIZE(list), base[2]);
    Py_SET_SIZE(list, Py_SIZE(list) + 1);
    Py_DECREF(list);
    Py_DECREF(base[0]);
    return true;
}

/* CALL with `nargs` arguments by value: base has one more slot below, which vectorcall may write to. */
static inline __attribute__((always_inline)) PyObject *
call_values(PyThreadState *tstate, PyObject **base, Py_ssize_t nargs, PyObject *kwnames)
{
    PyObject *result;
    if (nargs == 1 && kwnames == NULL && append(tstate, base)) {
        return served(tstate, Py_NewRef(Py_None));
    }
    if (kwnames == NULL) {
        if (base[0] != NULL && Py_IS_TYPE(base[0], &PyFunction_Type)) {
            if (call_plainly(tstate, (PyFunctionObject *)base[0], base + 1, nargs + 1, &result)) {
                return watched(tstate, result);
            }
        }
        else if (base[0] == NULL && Py_IS_TYPE(base[1], &PyFunction_Type) &&
                 call_plainly(tstate, (PyFunctionObject *)base[1], base + 2, nargs, &result))
        {
            return watched(tstate, result);
        }
    }
    if (kwnames == NULL && (base[0] == NULL ? Py_IS_TYPE(base[1], &PyCFunction_Type) : Py_IS_TYPE(base[0], &PyMethodDescr_Type)) &&
        call_builtin(tstate, base, nargs, &result))
    {
        return result;
    }
    if (kwnames == NULL && base[0] == NULL && Py_IS_TYPE(base[1], &PyType_Type) && call_class(tstate, base, nargs, &result)) {
        return result;
    }
    if (kwnames == NULL && base[0] != NULL && Py_IS_TYPE(base[0], &PyMethod_Type) && call_bound(tstate, base, nargs, &result)) {
        return result;
    }
    return call_stack(tstate, base, nargs, kwnames);
}

COCONUT_API PyObject *
Coconut_Call0(PyThreadState *tstate, PyObject *method, PyObject *self, PyObject *kwnames)
{
    PyObject *stack[] = {NULL, method, self};
    return call_values(tstate, stack + 1, 0, kwnames);
}

COCONUT_API PyObject *
Coconut_Call1(PyThreadState *tstate, PyObject *method, PyObject *self, PyObject *kwnames, PyObject *a)
{
    PyObject *stack[] = {NULL, method, self, a};
    return call_values(tstate, stack + 1, 1, kwnames);
}

COCONUT_API PyObject *
Coconut_Call2(PyThreadState *tstate, PyObject *method, PyObject *self, PyObject *kwnames, PyObject *a, PyObject *b)
{
    PyObject *stack[] = {NULL, method, self, a, b};
    return call_values(tstate, stack + 1, 2, kwnames);
}

COCONUT_API PyObject *
Coconut_Call3(PyThreadState *tstate, PyObject *method, PyObject *self, PyObject *kwnames, PyObject *a, PyObject *b, PyObject *c)
{
    PyObject *stack[] = {NULL, method, self, a, b, c};
    return call_values(tstate, stack + 1, 3, kwnames);
}

COCONUT_API PyObject *
Coconut_CallN(PyThreadState *tstate, PyObject **base, int nargs, PyObject *kwnames)
{
    return call_stack(tstate, base, nargs, kwnames);
}

#define MAX_SPREAD 16

/* The names of a dict's items as a tuple, their values, new references, to `values`. NULL without an exception if a name is no plain string. */
static PyObject *
spread_keywords(PyObject *kwargs, PyObject **values)
{
    PyObject *names = PyTuple_New(PyDict_GET_SIZE(kwargs)), *name, *value;
    Py_ssize_t at = 0, count = 0;
    while (names != NULL && PyDict_Next(kwargs, &at, &name, &value)) {
        if (!PyUnicode_CheckExact(name)) {
            release(values, count);
            Py_DECREF(names);
            return NULL;
        }
        PyTuple_SET_ITEM(names, count, Py_NewRef(name));
        values[count++] = Py_NewRef(value);
    }
    PyErr_Clear();
    return names;
}

/* _PyVectorcall_Call of a Python function, or of its bound method: the arguments come from a tuple and a dict, which keep them. False:
   nothing was done. */
static bool
call_spread(PyThreadState *tstate, PyObject *func, PyObject *args, PyObject *kwargs, PyObject **result)
{
    PyObject *stack[MAX_SPREAD + 2], *kwnames = NULL, *self = NULL;
    if (Py_IS_TYPE(func, &PyMethod_Type)) {
        self = PyMethod_GET_SELF(func);
        func = PyMethod_GET_FUNCTION(func);
    }
    const Py_ssize_t given = PyTuple_GET_SIZE(args), keywords = kwargs == NULL ? 0 : PyDict_GET_SIZE(kwargs);
    const Py_ssize_t positional = given + (self != NULL);
    if (!Py_IS_TYPE(func, &PyFunction_Type) || given + keywords > MAX_SPREAD ||
        (keywords > 0 && (kwnames = spread_keywords(kwargs, stack + 1 + positional)) == NULL))
    {
        return false;
    }
    if (self != NULL) {
        stack[1] = Py_NewRef(self);
    }
    for (Py_ssize_t i = 0; i < given; i++) {
        stack[1 + positional - given + i] = Py_NewRef(PyTuple_GET_ITEM(args, i));
    }
    *result = call_function(tstate, (PyFunctionObject *)Py_NewRef(func), stack + 1, positional, positional + keywords, kwnames);
    Py_XDECREF(kwnames);
    return true;
}

/* CALL_FUNCTION_EX with do_call_core; the NULL below the callable goes as well. */
COCONUT_API PyObject *
Coconut_CallFunctionEx(PyThreadState *tstate, PyObject *null, PyObject *func, PyObject *args, PyObject *kwargs)
{
    PyObject *result = NULL;
    if (kwargs != NULL && !PyDict_CheckExact(kwargs)) {
        PyObject *dict = PyDict_New();
        if (dict == NULL) {
            goto done;
        }
        if (_PyDict_MergeEx(dict, kwargs, 2) < 0) {
            Py_DECREF(dict);
            coconut_format_kwargs_error(func, kwargs);
            goto done;
        }
        Py_SETREF(kwargs, dict);
    }
    if (!PyTuple_CheckExact(args)) {
        if (Py_TYPE(args)->tp_iter == NULL && !PySequence_Check(args)) {
            /* check_args_iterable: the name of the callable must be found without an exception pending. */
            PyErr_Clear();
            PyObject *name = _PyObject_FunctionStr(func);
            if (name != NULL) {
                PyErr_Format(PyExc_TypeError, "%U argument after * must be an iterable, not %.200s", name, Py_TYPE(args)->tp_name);
                Py_DECREF(name);
            }
            goto done;
        }
        Py_SETREF(args, PySequence_Tuple(args));
        if (args == NULL) {
            goto done;
        }
    }
    if (UNLIKELY(tstate->cframe->use_tracing)) {
        result = coconut_traced_call_ex(tstate, func, args, kwargs);
    }
    else if (!call_spread(tstate, func, args, kwargs, &result)) {
        result = PyObject_Call(func, args, kwargs);
    }

done:
    Py_DECREF(func);
    Py_XDECREF(args);
    Py_XDECREF(kwargs);
    Py_XDECREF(null);
    return served(tstate, result);
}
