/* Special methods that are Python functions, called without the slots of their types (slot_nb_add, slot_tp_richcompare … of typeobject.c): the
   function is found by the family of the type. */
#include "unicode.h"
#include <opcode.h>

#define OPERATORS(X) \
    X(Add, ADD, add, __add__, "+") X(Subtract, SUBTRACT, subtract, __sub__, "-") X(Multiply, MULTIPLY, multiply, __mul__, "*") \
    X(TrueDivide, TRUE_DIVIDE, true_divide, __truediv__, "/") X(FloorDivide, FLOOR_DIVIDE, floor_divide, __floordiv__, "//") \
    X(Remainder, REMAINDER, remainder, __mod__, "%") X(And, AND, and, __and__, "&") X(Or, OR, or, __or__, "|") X(Xor, XOR, xor, __xor__, "^") \
    X(Lshift, LSHIFT, lshift, __lshift__, "<<") X(Rshift, RSHIFT, rshift, __rshift__, ">>") \
    X(MatrixMultiply, MATRIX_MULTIPLY, matrix_multiply, __matmul__, "@")

#define NUMBER(slot) offsetof(PyNumberMethods, nb_##slot)
#define ROWS(general, index, slot, method, symbol) \
    [NB_##index] = {PyNumber_##general, NUMBER(slot), 0, offsetof(struct coconut_strings, method), symbol}, \
    [NB_INPLACE_##index] = {PyNumber_InPlace##general, NUMBER(slot), NUMBER(inplace_##slot), offsetof(struct coconut_strings, method), symbol "="},

/* `**` has no row: its slot takes three operands. */
const coconut_operator coconut_operators[NB_INPLACE_XOR + 1] = {OPERATORS(ROWS)};

/* What a special method of a type's instances is, as long as the type has its family. */
static struct special {
    uint32_t family;        /* 0: none */
    PyObject *name;         /* one of coconut_str */
    coconut_method method;
} specials[512];

/* The C function of a method of one argument that instances of `type` have from a built-in class (method_vectorcall_O). */
static PyCFunction
c_function(PyTypeObject *type, PyObject *method)
{
    if (method == NULL || !Py_IS_TYPE(method, &PyMethodDescr_Type)) {
        return NULL;
    }
    const PyMethodDescrObject *descr = (PyMethodDescrObject *)method;
    const bool takes_one = (descr->d_method->ml_flags & ~METH_COEXIST) == METH_O;
    return takes_one && PyType_IsSubtype(type, PyDescr_TYPE(descr)) ? descr->d_method->ml_meth : NULL;
}

static __attribute__((noinline)) coconut_method
learn_special(PyTypeObject *type, PyObject *name)
{
    PyObject *found = _PyType_Lookup(type, name);
    const PyCFunction c = c_function(type, found);
    const coconut_method method = {
        .func = found != NULL && Py_IS_TYPE(found, &PyFunction_Type) ? found : NULL,
        .c = c,
        .is_dicts = c != NULL && PyDescr_TYPE(found) == &PyDict_Type,
    };
    const uint32_t family = coconut_family(type);
    if (family != 0) {
        specials[(family * 31 + ((uintptr_t)name >> 5)) % Py_ARRAY_LENGTH(specials)] = (struct special){family, name, method};
    }
    return method;
}

/* What a special method of a Python class is, where the slot is the one of typeobject.c that calls it; neither, if that is to be left to the slot. */
coconut_method
coconut_special_method(PyTypeObject *type, PyObject *name)
{
    if (!(type->tp_flags & Py_TPFLAGS_HEAPTYPE)) {
        return (coconut_method){.func = NULL};
    }
    const uint32_t family = coconut_family(type);
    const struct special *s = &specials[(family * 31 + ((uintptr_t)name >> 5)) % Py_ARRAY_LENGTH(specials)];
    return LIKELY(s->family == family && s->name == name && family != 0) ? s->method : learn_special(type, name);
}

/* Only the Python function. Borrowed, or NULL. */
PyObject *
coconut_special(PyTypeObject *type, PyObject *name)
{
    return coconut_special_method(type, name).func;
}

static inline PyObject *
string_at(Py_ssize_t offset)
{
    return *(PyObject **)((char *)&coconut_str + offset);
}

static inline binaryfunc
slot_at(PyTypeObject *type, Py_ssize_t offset)
{
    return type->tp_as_number == NULL ? NULL : *(binaryfunc *)((char *)type->tp_as_number + offset);
}

/* Is the second operand of the first one's type, or a number? Then the first one's method is asked before the second's. */
static inline bool
comes_second(PyObject *w, PyTypeObject *type)
{
    return Py_IS_TYPE(w, type) || PyLong_CheckExact(w) || Py_IS_TYPE(w, &PyFloat_Type);
}

/* binary_op1 and PyNumber_Add behind a method of `v` that has given NotImplemented, which is taken. */
PyObject *
coconut_refused(const coconut_operator *op, PyObject *v, PyObject *w, PyObject *result)
{
    const binaryfunc other = Py_IS_TYPE(w, Py_TYPE(v)) ? NULL : slot_at(Py_TYPE(w), op->slot);
    if (other != NULL) {
        Py_DECREF(result);
        result = other(v, w);
    }
    if (result == Py_NotImplemented) {
        Py_DECREF(result);
        PyErr_Format(PyExc_TypeError, "unsupported operand type(s) for %.100s: '%.100s' and '%.100s'", op->symbol, Py_TYPE(v)->tp_name,
                     Py_TYPE(w)->tp_name);
        return NULL;
    }
    return result;
}

/* The method of `v` that a binary operator is, if it is asked first and nothing but it is there for the operator. */
static inline PyObject *
method_of(const coconut_operator *op, PyObject *v, PyObject *w)
{
    PyTypeObject *type = Py_TYPE(v);
    if (op->general == NULL || !(type->tp_flags & Py_TPFLAGS_HEAPTYPE) || !comes_second(w, type)) {
        return NULL;
    }
    const PySequenceMethods *sequence = type->tp_as_sequence;
    if (sequence != NULL && (sequence->sq_concat != NULL || sequence->sq_repeat != NULL || sequence->sq_inplace_concat != NULL ||
                             sequence->sq_inplace_repeat != NULL))
    {
        return NULL;
    }
    return op->in_place != 0 && slot_at(type, op->in_place) != NULL ? NULL : coconut_special(type, string_at(op->name));
}

PyObject *
coconut_operate(const coconut_operator *op, PyObject *v, PyObject *w, int lent)
{
    coconut_hold_lent(v, w, lent);
    PyObject *func = method_of(op, v, w), *result;
    if (func != NULL) {
        result = coconut_call_function(_PyThreadState_GET(), func, (PyObject *[]){v, w}, 2);
        if (UNLIKELY(result == Py_NotImplemented)) {
            result = coconut_refused(op, v, w, result);
        }
    }
    else {
        result = op->general(v, w);
    }
    coconut_let_go_lent(v, w, lent);
    return result;
}

/* do_richcompare behind a method of `v` that has given NotImplemented, which is taken. */
PyObject *
coconut_compared_otherwise(PyObject *v, PyObject *w, int op, PyObject *result)
{
    static const char *const symbols[] = {"<", "<=", "==", "!=", ">", ">="};
    const richcmpfunc other = Py_TYPE(w)->tp_richcompare;
    if (other != NULL) {
        Py_DECREF(result);
        result = other(w, v, _Py_SwappedOp[op]);
    }
    if (result != Py_NotImplemented) {
        return result;
    }
    Py_DECREF(result);
    if (op == Py_EQ || op == Py_NE) {
        return Py_NewRef((v == w) == (op == Py_EQ) ? Py_True : Py_False);
    }
    PyErr_Format(PyExc_TypeError, "'%s' not supported between instances of '%.100s' and '%.100s'", symbols[op], Py_TYPE(v)->tp_name,
                 Py_TYPE(w)->tp_name);
    return NULL;
}

/* A class whose base compares in C has no method of its own, nor from elsewhere, if it does the same: its slot would be slot_tp_richcompare. */
static inline bool
compares_as_base(const PyTypeObject *type)
{
    const PyTypeObject *base = type->tp_base;
    return type->tp_richcompare == base->tp_richcompare && !(base->tp_flags & Py_TPFLAGS_HEAPTYPE);
}

/* The method of `v` that a comparison is, if it is asked first. */
static inline PyObject *
comparison_of(PyObject *v, PyObject *w, int op)
{
    PyTypeObject *type = Py_TYPE(v);
    if (!(type->tp_flags & Py_TPFLAGS_HEAPTYPE) || !(comes_second(w, type) || Py_IsNone(w) || PyUnicode_CheckExact(w)) || compares_as_base(type)) {
        return NULL;
    }
    static PyObject **const names[] = {&coconut_str.__lt__, &coconut_str.__le__, &coconut_str.__eq__,
                                       &coconut_str.__ne__, &coconut_str.__gt__, &coconut_str.__ge__};
    return coconut_special(type, *names[op]);
}

/* The function that an operator of fast functions calls, if it has a fast function of two objects, which is *fast: NB_ADD …, or a comparison behind
   COCONUT_COMPARISON. Borrowed, or NULL. */
COCONUT_API PyObject *
Coconut_PeekOperator(PyObject *v, PyObject *w, int64_t op, void **fast)
{
    PyObject *func = op >= COCONUT_COMPARISON ? comparison_of(v, w, (int)(op - COCONUT_COMPARISON)) : method_of(&coconut_operators[op], v, w);
    if (func == NULL) {
        return NULL;
    }
    const coconut_entry *entry = coconut_entry_of((PyCodeObject *)((PyFunctionObject *)func)->func_code);
    if (entry == NULL || entry->fast == NULL || entry->plain_args != 2) {
        return NULL;
    }
    *fast = entry->fast;
    return func;
}

/* The method of `v` that an operator has called gave NotImplemented: goes on as the operator does. The operands are held. */
COCONUT_API PyObject *
Coconut_AskOther(PyObject *v, PyObject *w, int64_t op)
{
    PyObject *result = Py_NewRef(Py_NotImplemented);
    if (op < COCONUT_COMPARISON) {
        return coconut_refused(&coconut_operators[op], v, w, result);
    }
    PyThreadState *tstate = _PyThreadState_GET();
    tstate->recursion_remaining--;
    result = coconut_compared_otherwise(v, w, (int)(op - COCONUT_COMPARISON), result);
    tstate->recursion_remaining++;
    return result;
}

/* PyObject_RichCompare. The operands are held. */
PyObject *
coconut_rich_compare(PyObject *v, PyObject *w, int op)
{
    PyObject *func = comparison_of(v, w, op);
    if (func == NULL) {
        return PyObject_RichCompare(v, w, op);
    }
    PyThreadState *tstate = _PyThreadState_GET();
    if (_Py_EnterRecursiveCallTstate(tstate, " in comparison")) {
        return NULL;
    }
    PyObject *result = coconut_call_function(tstate, func, (PyObject *[]){v, w}, 2);
    if (UNLIKELY(result == Py_NotImplemented)) {
        result = coconut_compared_otherwise(v, w, op, result);
    }
    _Py_LeaveRecursiveCallTstate(tstate);
    return result;
}
