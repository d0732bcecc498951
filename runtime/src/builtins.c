/* Builtin functions and methods of built-in types that are done here, without the way through arguments in general: what the specialised
   bytecodes do for len, isinstance and list.append, and more of the kind. Each does a call whole, or says that it cannot before anything
   has happened; results and exceptions are those of the function it stands for, which is named by its PyMethodDef. */
#include "dicts.h"
#include "numbers.h"
#include "quiet.h"

/* A call without keywords of a function or method whose self is `self`. False: nothing was done. `args` are borrowed. */
typedef bool (*shortcut)(PyThreadState *tstate, PyObject *self, PyObject *const *args, Py_ssize_t count, PyObject **result);

/* --- Functions */

static bool
len_of(PyThreadState *tstate, PyObject *self, PyObject *const *args, Py_ssize_t count, PyObject **result)
{
    if (count != 1) {
        return false;
    }
    PyObject *o = args[0];
    Py_ssize_t n;
    if (PyList_CheckExact(o) || PyTuple_CheckExact(o)) {
        n = Py_SIZE(o);
    }
    else if (PyUnicode_CheckExact(o) && PyUnicode_IS_READY(o)) {
        n = PyUnicode_GET_LENGTH(o);
    }
    else if (PyDict_CheckExact(o)) {
        n = ((PyDictObject *)o)->ma_used;
    }
    else {
        n = PyObject_Length(o);
    }
    *result = n < 0 ? NULL : coconut_int(n);
    return true;
}

/* Whether every object's __class__ is its type: nothing overrides object's, so object_isinstance need not ask for it. */
static inline bool
has_plain_class(PyTypeObject *type)
{
    if (type == &PyLong_Type || type == &PyUnicode_Type || type == &PyFloat_Type || type == &PyList_Type || type == &PyTuple_Type ||
        type == &PyDict_Type || type == &PyBool_Type || type == Py_TYPE(Py_None))
    {
        return true;    /* most of what is asked about */
    }
    return type->tp_getattro == PyObject_GenericGetAttr && coconut_is_plain_class(_PyType_Lookup(type, coconut_str.__class__));
}

/* PyObject_IsInstance for a class whose metaclass is `type`: 1 or 0; -1: it takes more. */
static inline int
is_instance(PyObject *o, PyObject *class)
{
    PyTypeObject *type = Py_TYPE(o);
    if ((PyObject *)type == class) {
        return 1;
    }
    if (!Py_IS_TYPE(class, &PyType_Type)) {
        return -1;
    }
    if (PyType_IsSubtype(type, (PyTypeObject *)class)) {
        return 1;
    }
    return has_plain_class(type) ? 0 : -1;
}

/* The same for a tuple of such classes as well, which takes a level of recursion. */
COCONUT_API int
Coconut_QuickIsInstance(PyObject *o, PyObject *classes)
{
    if (!PyTuple_CheckExact(classes)) {
        return is_instance(o, classes);
    }
    if (UNLIKELY(_PyThreadState_GET()->recursion_remaining <= 0)) {
        return -1;
    }
    int is = 0;
    for (Py_ssize_t i = 0; is == 0 && i < PyTuple_GET_SIZE(classes); i++) {
        is = is_instance(o, PyTuple_GET_ITEM(classes, i));
    }
    return is;
}

static bool
isinstance_of(PyThreadState *tstate, PyObject *self, PyObject *const *args, Py_ssize_t count, PyObject **result)
{
    if (count != 2) {
        return false;
    }
    int is = Coconut_QuickIsInstance(args[0], args[1]);
    if (is < 0) {
        is = PyObject_IsInstance(args[0], args[1]);
    }
    *result = is < 0 ? NULL : Py_NewRef(is ? Py_True : Py_False);
    return true;
}

static bool
abs_of(PyThreadState *tstate, PyObject *self, PyObject *const *args, Py_ssize_t count, PyObject **result)
{
    if (count != 1) {
        return false;
    }
    PyObject *o = args[0];
    if (coconut_is_int(o) && coconut_is_word(o)) {
        *result = Py_SIZE(o) >= 0 ? Py_NewRef(o) : coconut_int(-coconut_word(o));
        return true;
    }
    if (Py_IS_TYPE(o, &PyFloat_Type)) {
        *result = coconut_float(__builtin_fabs(((PyFloatObject *)o)->ob_fval));
        return true;
    }
    return false;
}

static bool
ord_of(PyThreadState *tstate, PyObject *self, PyObject *const *args, Py_ssize_t count, PyObject **result)
{
    if (count != 1 || !PyUnicode_CheckExact(args[0]) || !PyUnicode_IS_READY(args[0]) || PyUnicode_GET_LENGTH(args[0]) != 1) {
        return false;
    }
    *result = coconut_int(PyUnicode_READ_CHAR(args[0], 0));
    return true;
}

static bool
chr_of(PyThreadState *tstate, PyObject *self, PyObject *const *args, Py_ssize_t count, PyObject **result)
{
    if (count != 1 || !coconut_is_int(args[0]) || !coconut_is_digit(args[0]) || (uint64_t)coconut_digit(args[0]) > 255) {
        return false;
    }
    *result = coconut_latin1_character((Py_UCS1)coconut_digit(args[0]));
    return true;
}

/* min_max (bltinmodule.c) of numbers, or of strings: of equal ones the first. */
static inline bool
extreme_of(PyObject *const *args, Py_ssize_t count, int (*replaces)(PyObject *, PyObject *, int), PyObject **result)
{
    if (count < 2) {
        return false;
    }
    for (Py_ssize_t i = 0; i < count; i++) {
        if (!coconut_is_int(args[i]) && !PyFloat_CheckExact(args[i])) {
            return false;
        }
    }
    PyObject *found = args[0];
    for (Py_ssize_t i = 1; i < count; i++) {
        int truth = replaces(args[i], found, 0);
        if (truth < 0) {
            *result = NULL;
            return true;
        }
        found = truth ? args[i] : found;
    }
    *result = Py_NewRef(found);
    return true;
}

extern int Coconut_IsLt(PyObject *, PyObject *, int);
extern int Coconut_IsGt(PyObject *, PyObject *, int);

static bool
min_of(PyThreadState *tstate, PyObject *self, PyObject *const *args, Py_ssize_t count, PyObject **result)
{
    return extreme_of(args, count, Coconut_IsLt, result);
}

static bool
max_of(PyThreadState *tstate, PyObject *self, PyObject *const *args, Py_ssize_t count, PyObject **result)
{
    return extreme_of(args, count, Coconut_IsGt, result);
}

/* float___round___impl without digits, for what a double holds exactly as an int. */
static bool
round_of(PyThreadState *tstate, PyObject *self, PyObject *const *args, Py_ssize_t count, PyObject **result)
{
    if (count != 1) {
        return false;
    }
    if (coconut_is_int(args[0])) {
        *result = Py_NewRef(args[0]);
        return true;
    }
    const double x = PyFloat_CheckExact(args[0]) ? PyFloat_AS_DOUBLE(args[0]) : Py_NAN;
    if (!(__builtin_fabs(x) < 4503599627370496.0)) {
        return false;
    }
    double rounded = round(x);
    if (__builtin_fabs(x - rounded) == 0.5) {
        rounded = 2.0 * round(x / 2.0);
    }
    *result = coconut_int((int64_t)rounded);
    return true;
}

/* --- Generators (their resumption: iterate.c) */

static bool
next_of(PyThreadState *tstate, PyObject *self, PyObject *const *args, Py_ssize_t count, PyObject **result)
{
    return count == 1 && PyGen_CheckExact(args[0]) && coconut_send(tstate, (PyGenObject *)args[0], Py_None, result);
}

static bool
gen_send_to(PyThreadState *tstate, PyObject *self, PyObject *const *args, Py_ssize_t count, PyObject **result)
{
    if (count != 1 || !PyGen_CheckExact(self)) {
        return false;
    }
    tstate->recursion_remaining--;      /* as for any function of one argument; there is a level left */
    const bool done = coconut_send(tstate, (PyGenObject *)self, args[0], result);
    tstate->recursion_remaining++;
    return done;
}

/* --- Methods of lists and dicts */

/* _PyList_AppendTakeRef where there is room. */
static bool
list_append(PyThreadState *tstate, PyObject *self, PyObject *const *args, Py_ssize_t count, PyObject **result)
{
    if (count != 1) {
        return false;
    }
    const Py_ssize_t size = PyList_GET_SIZE(self);
    if (LIKELY(size < ((PyListObject *)self)->allocated)) {
        PyList_SET_ITEM(self, size, Py_NewRef(args[0]));
        Py_SET_SIZE(self, size + 1);
    }
    else if (PyList_Append(self, args[0]) < 0) {
        *result = NULL;
        return true;
    }
    *result = Py_NewRef(Py_None);
    return true;
}

/* list_pop of the last item, where the memory is kept: list_resize does nothing else then. */
static bool
list_pop(PyThreadState *tstate, PyObject *self, PyObject *const *args, Py_ssize_t count, PyObject **result)
{
    const Py_ssize_t rest = PyList_GET_SIZE(self) - 1;
    if (count != 0 || rest < 0 || rest < (((PyListObject *)self)->allocated >> 1)) {
        return false;
    }
    *result = PyList_GET_ITEM(self, rest);
    Py_SET_SIZE(self, rest);
    return true;
}

static bool
dict_get(PyThreadState *tstate, PyObject *self, PyObject *const *args, Py_ssize_t count, PyObject **result)
{
    PyObject *value;
    if ((count != 1 && count != 2) || !coconut_dict_find((PyDictObject *)self, args[0], &value)) {
        return false;
    }
    *result = Py_NewRef(value != NULL ? value : count == 2 ? args[1] : Py_None);
    return true;
}

static bool
dict_setdefault(PyThreadState *tstate, PyObject *self, PyObject *const *args, Py_ssize_t count, PyObject **result)
{
    PyObject *value;
    if ((count != 1 && count != 2) || !coconut_dict_find((PyDictObject *)self, args[0], &value)) {
        return false;
    }
    *result = Py_XNewRef(value != NULL ? value : PyDict_SetDefault(self, args[0], count == 2 ? args[1] : Py_None));
    return true;
}

/* --- Methods of strings */

/* tailmatch (unicodeobject.c) for the whole of a string. */
static inline bool
has_tail(PyObject *self, PyObject *const *args, Py_ssize_t count, bool end, PyObject **result)
{
    if (count != 1 || !PyUnicode_CheckExact(args[0]) || !PyUnicode_IS_READY(self) || !PyUnicode_IS_READY(args[0]) ||
        PyUnicode_KIND(self) != PyUnicode_KIND(args[0]))
    {
        return false;
    }
    const Py_ssize_t kind = PyUnicode_KIND(self), length = PyUnicode_GET_LENGTH(args[0]), rest = PyUnicode_GET_LENGTH(self) - length;
    const char *from = (const char *)PyUnicode_DATA(self) + (end ? rest * kind : 0);
    const bool is = rest >= 0 && memcmp(from, PyUnicode_DATA(args[0]), length * kind) == 0;
    *result = Py_NewRef(is ? Py_True : Py_False);
    return true;
}

static bool
str_startswith(PyThreadState *tstate, PyObject *self, PyObject *const *args, Py_ssize_t count, PyObject **result)
{
    return has_tail(self, args, count, false, result);
}

static bool
str_endswith(PyThreadState *tstate, PyObject *self, PyObject *const *args, Py_ssize_t count, PyObject **result)
{
    return has_tail(self, args, count, true, result);
}

/* find and rfind of a whole string in a whole string. */
static inline bool
str_position(PyObject *self, PyObject *const *args, Py_ssize_t count, int direction, PyObject **result)
{
    if (count != 1 || !PyUnicode_CheckExact(args[0])) {
        return false;
    }
    Py_ssize_t at = PyUnicode_Find(self, args[0], 0, PY_SSIZE_T_MAX, direction);
    *result = at == -2 ? NULL : coconut_int(at);
    return true;
}

static bool
str_find(PyThreadState *tstate, PyObject *self, PyObject *const *args, Py_ssize_t count, PyObject **result)
{
    return str_position(self, args, count, 1, result);
}

static bool
str_rfind(PyThreadState *tstate, PyObject *self, PyObject *const *args, Py_ssize_t count, PyObject **result)
{
    return str_position(self, args, count, -1, result);
}

static bool
str_count(PyThreadState *tstate, PyObject *self, PyObject *const *args, Py_ssize_t count, PyObject **result)
{
    if (count != 1 || !PyUnicode_CheckExact(args[0])) {
        return false;
    }
    Py_ssize_t n = PyUnicode_Count(self, args[0], 0, PY_SSIZE_T_MAX);
    *result = n < 0 ? NULL : coconut_int(n);
    return true;
}

/* --- Classes */

static bool
make_int(PyObject *o, PyObject **result)
{
    if (coconut_is_int(o)) {
        *result = Py_NewRef(o);
        return true;
    }
    const double limit = 1 << PyLong_SHIFT;
    if (!PyFloat_CheckExact(o) || !(PyFloat_AS_DOUBLE(o) < limit && PyFloat_AS_DOUBLE(o) > -limit)) {
        return false;
    }
    *result = coconut_int((int64_t)PyFloat_AS_DOUBLE(o));
    return true;
}

static bool
make_float(PyObject *o, PyObject **result)
{
    if (PyFloat_CheckExact(o)) {
        *result = Py_NewRef(o);
        return true;
    }
    if (!coconut_is_int(o) || !coconut_is_digit(o)) {
        return false;
    }
    *result = coconut_float((double)coconut_digit(o));
    return true;
}

static bool
make_bool(PyObject *o, PyObject **result)
{
    const int truth = PyObject_IsTrue(o);
    *result = truth < 0 ? NULL : Py_NewRef(truth ? Py_True : Py_False);
    return true;
}

/* The type's call with arguments without keywords, where it has a short way: PRECALL_BUILTIN_CLASS, PRECALL_NO_KW_STR_1. */
bool
coconut_call_class(PyTypeObject *class, PyObject *const *args, Py_ssize_t count, PyObject **result)
{
    if (count == 1 && ((class == &PyLong_Type && make_int(args[0], result)) || (class == &PyFloat_Type && make_float(args[0], result)) ||
                       (class == &PyBool_Type && make_bool(args[0], result))))
    {
        return true;
    }
    if (count == 1 && class == &PyUnicode_Type) {
        *result = PyObject_Str(args[0]);
        return true;
    }
    if (count == 1 && coconut_collection_of(_PyThreadState_GET(), class, args[0], result)) {
        return true;
    }
    if (class->tp_vectorcall == NULL || class == &PyType_Type) {
        return false;
    }
    *result = class->tp_vectorcall((PyObject *)class, args, count, NULL);
    return true;
}

/* tuple.__new__ of a class of Python's: tp_new_wrapper (typeobject.c) and tuple_subtype_new (tupleobject.c). */
static bool
new_of(PyThreadState *tstate, PyObject *self, PyObject *const *args, Py_ssize_t count, PyObject **result)
{
    if (self != (PyObject *)&PyTuple_Type || count != 2 || !PyType_Check(args[0]) || !PyTuple_CheckExact(args[1])) {
        return false;
    }
    PyTypeObject *class = (PyTypeObject *)args[0], *base = class;
    while (base->tp_new == coconut_slot_new && base->tp_base != NULL) {
        base = base->tp_base;
    }
    if (!(class->tp_flags & Py_TPFLAGS_TUPLE_SUBCLASS) || base->tp_new != PyTuple_Type.tp_new || class == &PyTuple_Type ||
        class->tp_alloc != PyType_GenericAlloc)
    {
        return false;
    }
    const Py_ssize_t n = PyTuple_GET_SIZE(args[1]);
    *result = PyType_GenericAlloc(class, n);
    for (Py_ssize_t i = 0; *result != NULL && i < n; i++) {
        PyTuple_SET_ITEM(*result, i, Py_NewRef(PyTuple_GET_ITEM(args[1], i)));
    }
    return true;
}

/* --- The table */

static const struct {
    PyTypeObject *type;         /* NULL: a function of the module builtins */
    const char *name;
    shortcut function;
    bool is_quiet;              /* runs no Python code, and makes nothing that the garbage collector knows */
    shortcut other;             /* what is tried where the function says false, where Python code may run */
} shortcuts[] = {
    {NULL, "len", len_of, false},
    {NULL, "isinstance", isinstance_of, false},
    {NULL, "abs", abs_of, true},
    {NULL, "hash", coconut_hash_of, true},
    {NULL, "ord", ord_of, true},
    {NULL, "chr", chr_of, true},
    {NULL, "min", min_of, true, coconut_min_of_items},
    {NULL, "max", max_of, true, coconut_max_of_items},
    {NULL, "round", round_of, true},
    {NULL, "next", next_of, false},
    {NULL, "any", coconut_any_of, false},
    {NULL, "all", coconut_all_of, false},
    {NULL, "sum", coconut_sum_of, false},
    {NULL, "sorted", coconut_sorted_of, false},
    {&PyTuple_Type, "__new__", new_of, false},
    {&PyGen_Type, "send", gen_send_to, false},
    {&PyList_Type, "append", list_append, true},
    {&PyList_Type, "pop", list_pop, true},
    {&PyDict_Type, "get", dict_get, true},
    {&PyDict_Type, "setdefault", dict_setdefault, true},
    {&PyUnicode_Type, "startswith", str_startswith, true},
    {&PyUnicode_Type, "endswith", str_endswith, true},
    {&PyUnicode_Type, "find", str_find, true},
    {&PyUnicode_Type, "rfind", str_rfind, true},
    {&PyUnicode_Type, "count", str_count, true},
    {&PyUnicode_Type, "join", coconut_join_of, false},
};

/* By the address of the PyMethodDef, which is static; open addressing, most of it empty. */
#define KNOWN 128
static struct {
    PyMethodDef *method;
    shortcut function, other;
    bool is_quiet;
} known[KNOWN];

static inline size_t
place_of(PyMethodDef *method)
{
    return ((uintptr_t)method / sizeof(PyMethodDef)) % KNOWN;
}

/* A builtin called by its shortcut, if it has one: false if nothing was done. At the limit of recursion the interpreter's own way
   is the one that knows who counts a level. */
bool
coconut_call_shortcut(PyThreadState *tstate, PyMethodDef *method, PyObject *self, PyObject *const *args, Py_ssize_t count, PyObject **result)
{
    for (size_t i = place_of(method); known[i].method != NULL; i = (i + 1) % KNOWN) {
        if (known[i].method == method) {
            return LIKELY(tstate->recursion_remaining > 0) &&
                   (known[i].function(tstate, self, args, count, result) ||
                    (known[i].other != NULL && known[i].other(tstate, self, args, count, result)));
        }
    }
    return false;
}

/* range of ints, reversed of a list, tuple or range. */
static bool
make_iterable_quietly(PyThreadState *tstate, PyTypeObject *class, PyObject *const *args, Py_ssize_t count, PyObject **result)
{
    if (class == &PyReversed_Type) {
        PyTypeObject *type = count == 1 ? Py_TYPE(args[0]) : NULL;
        if ((type != &PyList_Type && type != &PyTuple_Type && type != &PyRange_Type) || coconut_is_collection_due(tstate, 1)) {
            return false;
        }
    }
    else {
        for (Py_ssize_t i = 0; i < count; i++) {
            if (!PyLong_CheckExact(args[i])) {
                return false;
            }
        }
    }
    *result = PyObject_Vectorcall((PyObject *)class, args, count, NULL);
    return true;
}

/* int, float and str of numbers and strings, list, tuple, dict and set of what is known: what calls no method of a Python class. */
static bool
call_class_quietly(PyThreadState *tstate, PyTypeObject *class, PyObject *const *args, Py_ssize_t count, PyObject **result)
{
    if (class == &PyRange_Type || class == &PyReversed_Type) {
        return make_iterable_quietly(tstate, class, args, count, result);
    }
    const bool is_container = class == &PyList_Type || class == &PyTuple_Type || class == &PyDict_Type || class == &PySet_Type;
    if (is_container && coconut_is_collection_due(tstate, 1)) {
        return false;
    }
    if (count == 0 && is_container) {
        return coconut_call_class(class, args, 0, result);
    }
    if (count != 1) {
        return false;
    }
    PyTypeObject *type = Py_TYPE(args[0]);
    if (class == &PyList_Type || class == &PyTuple_Type) {
        return (type == &PyList_Type || type == &PyTuple_Type || type == &PyRange_Type || type == &PyUnicode_Type) &&
               !coconut_is_collection_due(tstate, 2) && coconut_call_class(class, args, 1, result);
    }
    if (class == &PyDict_Type) {
        return type == &PyDict_Type && coconut_call_class(class, args, 1, result);
    }
    const bool is_number = type == &PyLong_Type || type == &PyFloat_Type || type == &PyBool_Type;
    if (class == &PyLong_Type && type == &PyUnicode_Type) {
        *result = PyNumber_Long(args[0]);
        return true;
    }
    if (class == &PyLong_Type || class == &PyFloat_Type || class == &PyUnicode_Type) {
        return (is_number || type == &PyUnicode_Type || (class == &PyUnicode_Type && args[0] == Py_None)) &&
               coconut_call_class(class, args, 1, result);
    }
    return class == &PyBool_Type && (is_number || type == &PyUnicode_Type || type == &PyList_Type || type == &PyTuple_Type || type == &PyDict_Type ||
                                     args[0] == Py_None) &&
           coconut_call_class(class, args, 1, result);
}

/* A builtin function or class called where that runs no Python code and starts no collection; NULL, without an exception: nothing has happened. */
COCONUT_API PyObject *
Coconut_QuickBuiltin(PyThreadState *tstate, PyObject *func, PyObject *const *args, int64_t count)
{
    PyObject *result = NULL;
    if (PyType_Check(func)) {
        if (func == (PyObject *)&PyType_Type) {
            return count == 1 ? Py_NewRef(Py_TYPE(args[0])) : NULL;
        }
        if (!call_class_quietly(tstate, (PyTypeObject *)func, args, count, &result)) {
            return NULL;
        }
    }
    else if (Py_IS_TYPE(func, &PyCFunction_Type)) {
        PyMethodDef *method = ((PyCFunctionObject *)func)->m_ml;
        size_t i = place_of(method);
        while (known[i].method != NULL && known[i].method != method) {
            i = (i + 1) % KNOWN;
        }
        if (known[i].method == NULL || !known[i].is_quiet) {
            result = coconut_call_quietly(tstate, method, args, count);
        }
        else if (!known[i].function(tstate, NULL, args, count, &result)) {
            return NULL;
        }
    }
    if (UNLIKELY(result == NULL)) {
        PyErr_Clear();
    }
    return result;
}

static PyMethodDef *
method_named(PyTypeObject *type, const char *name)
{
    PyObject *dict = type == NULL ? PyEval_GetBuiltins() : type->tp_dict;
    PyObject *o = dict == NULL ? NULL : PyDict_GetItemString(dict, name);
    if (o != NULL && type == NULL && Py_IS_TYPE(o, &PyCFunction_Type)) {
        /* Somebody may have put another one there. */
        PyObject *module = ((PyCFunctionObject *)o)->m_module;
        return module != NULL && PyUnicode_Check(module) && PyUnicode_CompareWithASCIIString(module, "builtins") == 0
               ? ((PyCFunctionObject *)o)->m_ml : NULL;
    }
    if (o != NULL && type != NULL && Py_IS_TYPE(o, &PyCFunction_Type)) {
        return ((PyCFunctionObject *)o)->m_ml;     /* its __new__ */
    }
    return o != NULL && type != NULL && Py_IS_TYPE(o, &PyMethodDescr_Type) ? ((PyMethodDescrObject *)o)->d_method : NULL;
}

static PyMethodDef *
builtin_named(const char *name)
{
    return method_named(NULL, name);
}

void
coconut_builtins_init(void)
{
    coconut_quiet_init(builtin_named);
    for (size_t i = 0; i < Py_ARRAY_LENGTH(shortcuts); i++) {
        PyMethodDef *method = method_named(shortcuts[i].type, shortcuts[i].name);
        if (method != NULL && strcmp(method->ml_name, shortcuts[i].name) == 0) {
            size_t at = place_of(method);
            while (known[at].method != NULL) {
                at = (at + 1) % KNOWN;
            }
            known[at].method = method;
            known[at].function = shortcuts[i].function;
            known[at].other = shortcuts[i].other;
            known[at].is_quiet = shortcuts[i].is_quiet;
        }
    }
    PyErr_Clear();
}
