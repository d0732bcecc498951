/* What specialised code asks for without making its frame good: nothing here runs Python code or makes an object that the garbage collector
   knows, so nobody can look. What would take more is refused before anything has happened, without an exception: NULL, -1 or false. */
#include "dicts.h"
#include "numbers.h"
#include "simple.h"
#include "slots.h"

/* --- Builtins and methods of built-in types, as they were when the runtime started; NULL: there is something else in its place. */

#define FUNCTIONS(X) X(len) X(abs) X(hash) X(min) X(max) X(ord) X(chr) X(isinstance)
#define METHODS(X) \
    X(list, append) X(list, extend) X(list, pop) X(list, insert) X(list, sort) X(list, reverse) X(list, index) X(list, count) X(list, remove) \
    X(list, clear) X(list, copy) \
    X(dict, get) X(dict, items) X(dict, keys) X(dict, values) X(dict, pop) X(dict, setdefault) X(dict, update) X(dict, copy) \
    X(complex, conjugate) X(set, add) X(set, discard) X(set, remove) X(set, pop) X(set, update) \
    X(str, split) X(str, rsplit) X(str, splitlines) X(str, partition) X(str, rpartition) X(str, join) X(str, format) X(str, encode) \
    X(str, upper) X(str, lower) X(str, title) X(str, capitalize) X(str, swapcase) X(str, casefold) X(str, strip) X(str, lstrip) \
    X(str, rstrip) X(str, isdigit) X(str, isalpha) X(str, isalnum) X(str, isspace) X(str, isupper) X(str, islower) X(str, isnumeric) \
    X(str, isdecimal) X(str, isidentifier) X(str, startswith) X(str, endswith) X(str, find) X(str, rfind) X(str, index) X(str, rindex) \
    X(str, count) X(str, replace) X(str, removeprefix) X(str, removesuffix) X(str, zfill) X(str, ljust) X(str, rjust) X(str, center)

#define DEFINE_FUNCTION(name) COCONUT_API PyObject *Coconut_Function_##name;
#define DEFINE_METHOD(type, name) COCONUT_API PyObject *Coconut_Method_##type##_##name;
FUNCTIONS(DEFINE_FUNCTION)
METHODS(DEFINE_METHOD)

#define list PyList_Type
#define dict PyDict_Type
#define complex PyComplex_Type
#define set PySet_Type
#define str PyUnicode_Type
static const struct {
    PyTypeObject *type;
    const char *name;
    PyObject **place;
} methods[] = {
#define METHOD_ROW(type, name) {&type, #name, &Coconut_Method_##type##_##name},
    METHODS(METHOD_ROW)
};
#undef list
#undef dict
#undef complex
#undef set
#undef str

static const struct {
    const char *name;
    PyObject **place;
} functions[] = {
#define FUNCTION_ROW(name) {#name, &Coconut_Function_##name},
    FUNCTIONS(FUNCTION_ROW)
};

COCONUT_API PyTypeObject *Coconut_Type_str_ascii_iterator;

static void
find_ascii_iterator(void)
{
    PyObject *text = PyUnicode_FromString("a"), *it = text == NULL ? NULL : PyObject_GetIter(text);
    if (it != NULL) {
        Coconut_Type_str_ascii_iterator = Py_TYPE(it);
    }
    PyErr_Clear();
    Py_XDECREF(text);
    Py_XDECREF(it);
}

void
coconut_quick_init(void)
{
    find_ascii_iterator();
    for (size_t i = 0; i < Py_ARRAY_LENGTH(methods); i++) {
        *methods[i].place = PyDict_GetItemString(methods[i].type->tp_dict, methods[i].name);
    }
    PyObject *builtins = PyEval_GetBuiltins();
    for (size_t i = 0; i < Py_ARRAY_LENGTH(functions); i++) {
        PyObject *o = builtins == NULL ? NULL : PyDict_GetItemString(builtins, functions[i].name);
        if (o != NULL && Py_IS_TYPE(o, &PyCFunction_Type) && strcmp(((PyCFunctionObject *)o)->m_ml->ml_name, functions[i].name) == 0) {
            *functions[i].place = Py_NewRef(o);
        }
    }
    PyErr_Clear();
}

/* A method called with arguments of types with which it runs no Python code. */
static inline PyObject *
call_method(PyObject *descr, PyObject *self, PyObject *const *args, Py_ssize_t count)
{
    PyMethodDef *method = ((PyMethodDescrObject *)descr)->d_method;
    switch (method->ml_flags) {
    case METH_NOARGS:
        return count == 0 ? coconut_cleared(method->ml_meth(self, NULL)) : NULL;
    case METH_O:
        return count == 1 ? coconut_cleared(method->ml_meth(self, args[0])) : NULL;
    case METH_FASTCALL:
        return coconut_cleared(((_PyCFunctionFast)(void (*)(void))method->ml_meth)(self, args, count));
    case METH_FASTCALL | METH_KEYWORDS:
        return coconut_cleared(((_PyCFunctionFastWithKeywords)(void (*)(void))method->ml_meth)(self, args, count, NULL));
    default:
        return NULL;
    }
}

COCONUT_API PyObject *
Coconut_QuickMethod0(PyObject *descr, PyObject *self)
{
    return call_method(descr, self, NULL, 0);
}

COCONUT_API PyObject *
Coconut_QuickMethod1(PyObject *descr, PyObject *self, PyObject *a)
{
    return call_method(descr, self, &a, 1);
}

COCONUT_API PyObject *
Coconut_QuickMethod2(PyObject *descr, PyObject *self, PyObject *a, PyObject *b)
{
    PyObject *const args[] = {a, b};
    return call_method(descr, self, args, 2);
}

/* --- Sizes, characters, bytes */

/* The length of what is none of the types that are met most. */
static __attribute__((noinline)) int64_t
length_by_slot(PyObject *o)
{
    PyTypeObject *type = Py_TYPE(o);
    PySequenceMethods *sequence = type->tp_as_sequence;
    lenfunc length = sequence == NULL ? NULL : sequence->sq_length;
    if (length == NULL || length == PyDict_Type.tp_as_mapping->mp_length) {
        /* Python classes have __len__ of dict in both places. */
        return PyDict_Check(o) && COCONUT_HAS_SLOT(type, &PyDict_Type, tp_as_mapping, mp_length) ? PyDict_GET_SIZE(o) : -1;
    }
    if (length == PySet_Type.tp_as_sequence->sq_length || length == PyList_Type.tp_as_sequence->sq_length ||
        length == PyTuple_Type.tp_as_sequence->sq_length || length == PyDictKeys_Type.tp_as_sequence->sq_length ||
        coconut_is_deque_type(type) || (coconut_deque_type != NULL && length == coconut_deque_type->tp_as_sequence->sq_length))
    {
        return length(o);
    }
    return -1;
}

COCONUT_API int64_t
Coconut_QuickLen(PyObject *o)
{
    PyTypeObject *type = Py_TYPE(o);
    if (type == &PyList_Type || type == &PyTuple_Type || type == &PyBytes_Type || type == &PyByteArray_Type) {
        return Py_SIZE(o);
    }
    if (type == &PyUnicode_Type) {
        return PyUnicode_IS_READY(o) ? PyUnicode_GET_LENGTH(o) : -1;
    }
    if (type == &PyDict_Type) {
        return ((PyDictObject *)o)->ma_used;
    }
    return type == &PySet_Type ? ((PySetObject *)o)->used : length_by_slot(o);
}

/* The character that a string of one is; -1 for other objects. */
COCONUT_API int64_t
Coconut_QuickOrd(PyObject *o)
{
    const bool is_one = PyUnicode_CheckExact(o) && PyUnicode_IS_READY(o) && PyUnicode_GET_LENGTH(o) == 1;
    return is_one ? (int64_t)PyUnicode_READ_CHAR(o, 0) : -1;
}

COCONUT_API PyObject *
Coconut_QuickChr(int64_t c)
{
    if (LIKELY((uint64_t)c < 256)) {
        return coconut_latin1_character((Py_UCS1)c);
    }
    return (uint64_t)c < 0x110000 ? coconut_cleared(PyUnicode_FromOrdinal((int)c)) : NULL;
}

/* o[i] of a string; an index out of range is refused. */
COCONUT_API PyObject *
Coconut_QuickCharacter(PyObject *o, int64_t i)
{
    if (UNLIKELY(!PyUnicode_IS_READY(o))) {
        return NULL;
    }
    const int64_t length = PyUnicode_GET_LENGTH(o);
    i += i < 0 ? length : 0;
    if (UNLIKELY((uint64_t)i >= (uint64_t)length)) {
        return NULL;
    }
    if (LIKELY(PyUnicode_KIND(o) == PyUnicode_1BYTE_KIND)) {
        return coconut_latin1_character(PyUnicode_1BYTE_DATA(o)[i]);
    }
    return Coconut_QuickChr(PyUnicode_READ_CHAR(o, i));
}

static inline unsigned char *
byte_at(PyObject *o, int64_t i)
{
    char *bytes = PyBytes_CheckExact(o) ? PyBytes_AS_STRING(o) : PyByteArray_AS_STRING(o);
    i += i < 0 ? Py_SIZE(o) : 0;
    return (uint64_t)i < (uint64_t)Py_SIZE(o) ? (unsigned char *)bytes + i : NULL;
}

/* o[i] of bytes or a bytearray; -1: out of range. */
COCONUT_API int64_t
Coconut_QuickByte(PyObject *o, int64_t i)
{
    const unsigned char *at = byte_at(o, i);
    return LIKELY(at != NULL) ? *at : -1;
}

/* o[i] = value of a bytearray. */
COCONUT_API bool
Coconut_QuickSetByte(PyObject *o, int64_t i, int64_t value)
{
    unsigned char *at = byte_at(o, i);
    if (UNLIKELY(at == NULL || (uint64_t)value > 255)) {
        return false;
    }
    *at = (unsigned char)value;
    return true;
}

/* --- Strings */

/* str() of an int. */
COCONUT_API PyObject *
Coconut_QuickStrOfInt(int64_t value)
{
    if ((uint64_t)value < 10) {
        return coconut_latin1_character((Py_UCS1)('0' + value));
    }
    char digits[24], *at = digits + sizeof(digits);
    uint64_t rest = value < 0 ? -(uint64_t)value : (uint64_t)value;
    do {
        *--at = (char)('0' + rest % 10);
        rest /= 10;
    } while (rest != 0);
    if (value < 0) {
        *--at = '-';
    }
    const Py_ssize_t length = digits + sizeof(digits) - at;
    PyObject *o = PyUnicode_New(length, 127);
    if (o == NULL) {
        return coconut_cleared(NULL);
    }
    memcpy(PyUnicode_1BYTE_DATA(o), at, length);
    return o;
}

/* str() of a float: float_repr. */
COCONUT_API PyObject *
Coconut_QuickStrOfFloat(double value)
{
    char *text = PyOS_double_to_string(value, 'r', 0, Py_DTSF_ADD_DOT_0, NULL);
    if (text == NULL) {
        return coconut_cleared(NULL);
    }
    PyObject *o = PyUnicode_FromString(text);
    PyMem_Free(text);
    return coconut_cleared(o);
}

/* find (direction 1) and rfind (-1) of a string in a string; -2: refused. */
COCONUT_API int64_t
Coconut_QuickFind(PyObject *self, PyObject *sub, int64_t direction)
{
    const Py_ssize_t at = PyUnicode_Find(self, sub, 0, PY_SSIZE_T_MAX, (int)direction);
    if (UNLIKELY(at == -2)) {
        PyErr_Clear();
    }
    return at;
}

/* count; -2: refused. */
COCONUT_API int64_t
Coconut_QuickCount(PyObject *self, PyObject *sub)
{
    const Py_ssize_t n = PyUnicode_Count(self, sub, 0, PY_SSIZE_T_MAX);
    if (UNLIKELY(n < 0)) {
        PyErr_Clear();
        return -2;
    }
    return n;
}

/* startswith (direction -1) and endswith (1): 1, 0; -2: refused. */
COCONUT_API int64_t
Coconut_QuickTail(PyObject *self, PyObject *sub, int64_t direction)
{
    const Py_ssize_t is = PyUnicode_Tailmatch(self, sub, 0, PY_SSIZE_T_MAX, (int)direction);
    if (UNLIKELY(is < 0)) {
        PyErr_Clear();
        return -2;
    }
    return is;
}

#define WORD_LIMIT ((int64_t)1 << 60)
static inline bool
is_word(int64_t value)
{
    return value < WORD_LIMIT && value > -WORD_LIMIT;
}

/* 1, 0 or -1 as is_same. */
static inline int
is_word_key(PyObject *other, int64_t value)
{
    if (LIKELY(coconut_is_int(other))) {
        return coconut_is_word(other) && coconut_word(other) == value;
    }
    const richcmpfunc compare = Py_TYPE(other)->tp_richcompare;
    return PyTuple_CheckExact(other) || compare == PyUnicode_Type.tp_richcompare || compare == PyBaseObject_Type.tp_richcompare ? 0 : -1;
}

static Py_ssize_t
find_simple(PyDictKeysObject *keys, PyObject *key, Py_hash_t hash)
{
    PyDictKeyEntry *entries = DK_ENTRIES(keys);
    COCONUT_PROBE(keys, hash, {
        if (entries[ix].me_hash == hash) {
            const int same = is_same(entries[ix].me_key, key, DEPTH);
            if (same != 0) {
                return same < 0 ? DKIX_ERROR : ix;
            }
        }
    })
}

static Py_ssize_t
find_word(PyDictKeysObject *keys, int64_t value)
{
    PyDictKeyEntry *entries = DK_ENTRIES(keys);
    const Py_hash_t hash = hash_of_word(value);
    COCONUT_PROBE(keys, hash, {
        if (entries[ix].me_hash == hash) {
            const int same = is_word_key(entries[ix].me_key, value);
            if (same != 0) {
                return same < 0 ? DKIX_ERROR : ix;
            }
        }
    })
}

/* The value of a string among string keys where the first look finds that very object; NULL says nothing. Borrowed. */
static inline PyObject *
see_at_once(PyDictObject *dict, PyObject *key)
{
    PyDictKeysObject *keys = dict->ma_keys;
    if (!PyUnicode_CheckExact(key) || keys->dk_kind == DICT_KEYS_GENERAL) {
        return NULL;
    }
    const size_t mask = ((size_t)1 << keys->dk_log2_size) - 1;
    const Py_ssize_t ix = coconut_dict_index(keys, (size_t)((PyASCIIObject *)key)->hash & mask);
    PyDictUnicodeEntry *entries = DK_UNICODE_ENTRIES(keys);
    if (ix < 0 || entries[ix].me_key != key) {
        return NULL;
    }
    return keys->dk_kind == DICT_KEYS_SPLIT ? dict->ma_values->values[ix] : entries[ix].me_value;
}

/* look_closely for a string among string keys. */
static inline void
look_for_str(PyDictObject *dict, PyObject *key, PyObject **value, Py_hash_t hash, PyObject **own_key)
{
    PyDictKeysObject *keys = dict->ma_keys;
    const Py_ssize_t ix = coconut_find_str(keys, key, hash);
    if (ix >= 0) {
        *value = keys->dk_kind == DICT_KEYS_SPLIT ? dict->ma_values->values[ix] : DK_UNICODE_ENTRIES(keys)[ix].me_value;
        *own_key = DK_UNICODE_ENTRIES(keys)[ix].me_key;
    }
}

/* look_closely for any other key. */
static __attribute__((noinline)) bool
look_generally(PyDictObject *dict, PyObject *key, PyObject **value, Py_hash_t *hash, PyObject **own_key)
{
    PyDictKeysObject *keys = dict->ma_keys;
    *hash = hash_of(key);
    if (UNLIKELY(*hash == -1)) {
        return false;
    }
    if (keys->dk_kind != DICT_KEYS_GENERAL) {
        if (Py_TYPE(key)->tp_richcompare != PyUnicode_Type.tp_richcompare) {
            return is_simple(key, DEPTH);
        }
        look_for_str(dict, key, value, *hash, own_key);
        return true;
    }
    const Py_ssize_t ix = find_simple(keys, key, *hash);
    if (ix >= 0) {
        *value = DK_ENTRIES(keys)[ix].me_value;
        *own_key = DK_ENTRIES(keys)[ix].me_key;
    }
    return ix != DKIX_ERROR;
}

/* The value of a key of a dict, borrowed, or NULL where there is none; `hash` and the dict's own key object as well, if wanted. False: refused. */
static __attribute__((noinline)) bool
look_closely(PyDictObject *dict, PyObject *key, PyObject **value, Py_hash_t *hash, PyObject **own_key)
{
    *value = NULL;
    if (LIKELY(PyUnicode_CheckExact(key) && dict->ma_keys->dk_kind != DICT_KEYS_GENERAL)) {
        *hash = ((PyASCIIObject *)key)->hash;
        if (LIKELY(*hash != -1)) {
            look_for_str(dict, key, value, *hash, own_key);
            return true;
        }
    }
    return look_generally(dict, key, value, hash, own_key);
}

static inline bool
look(PyDictObject *dict, PyObject *key, PyObject **value)
{
    PyObject *own_key;
    Py_hash_t hash;
    return look_closely(dict, key, value, &hash, &own_key);
}

static inline bool
look_for_word(PyDictObject *dict, int64_t key, PyObject **value)
{
    PyDictKeysObject *keys = dict->ma_keys;
    *value = NULL;
    if (keys->dk_kind != DICT_KEYS_GENERAL) {
        return is_word(key);
    }
    const Py_ssize_t ix = is_word(key) ? find_word(keys, key) : DKIX_ERROR;
    *value = ix < 0 ? NULL : DK_ENTRIES(keys)[ix].me_value;
    return ix != DKIX_ERROR;
}

/* dict[key], borrowed; a key that is missing is refused. */
COCONUT_API PyObject *
Coconut_QuickItem(PyObject *dict, PyObject *key)
{
    PyObject *value = see_at_once((PyDictObject *)dict, key);
    if (LIKELY(value != NULL)) {
        return value;
    }
    return look((PyDictObject *)dict, key, &value) ? value : NULL;
}

COCONUT_API PyObject *
Coconut_QuickItemOfInt(PyObject *dict, int64_t key)
{
    PyObject *value;
    return look_for_word((PyDictObject *)dict, key, &value) ? value : NULL;
}

/* dict.get(key, otherwise), borrowed. */
COCONUT_API PyObject *
Coconut_QuickGet(PyObject *dict, PyObject *key, PyObject *otherwise)
{
    PyObject *value = see_at_once((PyDictObject *)dict, key);
    if (value != NULL) {
        return value;
    }
    return !look((PyDictObject *)dict, key, &value) ? NULL : value != NULL ? value : otherwise;
}

/* dict[key] = value. CPython finds a key at once by the object that the dict has of it. */
COCONUT_API bool
Coconut_QuickSetItem(PyObject *dict, PyObject *key, PyObject *value)
{
    PyObject *old = see_at_once((PyDictObject *)dict, key), *own_key = key;
    Py_hash_t hash;
    if (LIKELY(old != NULL)) {
        hash = ((PyASCIIObject *)key)->hash;
    }
    else if (!look_closely((PyDictObject *)dict, key, &old, &hash, &own_key)) {
        return false;
    }
    if (old != NULL && !coconut_ends_quietly(old)) {
        return false;
    }
    if (UNLIKELY(_PyDict_SetItem_KnownHash(dict, own_key, value, hash) < 0)) {
        PyErr_Clear();
        return false;
    }
    return true;
}

/* --- Sets */

/* set_lookkey (setobject.c): 1 it is there, 0 not, -1 refused. */
static int
find_in_set(PySetObject *set, PyObject *key, int64_t word, Py_hash_t hash)
{
    const size_t mask = (size_t)set->mask;
    size_t perturb = (size_t)hash, i = (size_t)hash & mask;
    for (;;) {
        setentry *entry = &set->table[i];
        int probes = i + 9 <= mask ? 9 : 0;
        do {
            if (entry->key == NULL && entry->hash == 0) {
                return 0;
            }
            if (entry->hash == hash && entry->key != _PySet_Dummy) {
                const int same = key == NULL ? is_word_key(entry->key, word) : is_same(entry->key, key, DEPTH);
                if (same != 0) {
                    return same;
                }
            }
            entry++;
        } while (probes--);
        perturb >>= 5;
        i = (i * 5 + 1 + perturb) & mask;
    }
}

/* set.add(key) */
COCONUT_API bool
Coconut_QuickAdd(PyObject *set, PyObject *key)
{
    const Py_hash_t hash = hash_of(key);
    const int found = hash == -1 ? -1 : find_in_set((PySetObject *)set, key, 0, hash);
    if (found != 0) {
        return found > 0;
    }
    if (UNLIKELY(PySet_Add(set, key) < 0)) {
        PyErr_Clear();
        return false;
    }
    return true;
}

/* set.discard(key): 1 it was there, 0 it was not, -1 refused. */
COCONUT_API int
Coconut_QuickDiscard(PyObject *set, PyObject *key)
{
    const Py_hash_t hash = hash_of(key);
    const int found = hash == -1 ? -1 : find_in_set((PySetObject *)set, key, 0, hash);
    if (found <= 0) {
        return found;
    }
    const int gone = PySet_Discard(set, key);
    if (UNLIKELY(gone < 0)) {
        PyErr_Clear();
    }
    return gone;
}

/* --- in: 1, 0, or -1: refused */

static int
in_items(PyObject *const *items, Py_ssize_t count, PyObject *wanted)
{
    if (UNLIKELY(is_deep())) {
        return -1;
    }
    for (Py_ssize_t i = 0; i < count; i++) {
        const int same = is_same(items[i], wanted, DEPTH);
        if (same != 0) {
            return same;
        }
    }
    return 0;
}

COCONUT_API int
Coconut_QuickIn(PyObject *container, PyObject *wanted)
{
    PyTypeObject *type = Py_TYPE(container);
    if (type == &PyDict_Type) {
        PyObject *value;
        return look((PyDictObject *)container, wanted, &value) ? value != NULL : -1;
    }
    if (type == &PyUnicode_Type && PyUnicode_CheckExact(wanted) && PyUnicode_IS_READY(container) && PyUnicode_IS_READY(wanted)) {
        if (PyUnicode_GET_LENGTH(wanted) == 1 && PyUnicode_KIND(wanted) == PyUnicode_1BYTE_KIND &&
            PyUnicode_KIND(container) == PyUnicode_1BYTE_KIND)
        {
            return memchr(PyUnicode_1BYTE_DATA(container), *PyUnicode_1BYTE_DATA(wanted), PyUnicode_GET_LENGTH(container)) != NULL;
        }
        const int found = PyUnicode_Contains(container, wanted);
        if (UNLIKELY(found < 0)) {
            PyErr_Clear();
        }
        return found;
    }
    if (type == &PySet_Type || type == &PyFrozenSet_Type) {
        const Py_hash_t hash = hash_of(wanted);
        return hash == -1 ? -1 : find_in_set((PySetObject *)container, wanted, 0, hash);
    }
    if (type == &PyList_Type) {
        return in_items(((PyListObject *)container)->ob_item, Py_SIZE(container), wanted);
    }
    if (type == &PyTuple_Type) {
        return in_items(((PyTupleObject *)container)->ob_item, Py_SIZE(container), wanted);
    }
    if (coconut_contains_as_dict(container)) {
        PyObject *value;
        return look((PyDictObject *)container, wanted, &value) ? value != NULL : -1;
    }
    return -1;
}

COCONUT_API int
Coconut_QuickInOfInt(PyObject *container, int64_t wanted)
{
    PyTypeObject *type = Py_TYPE(container);
    if (type == &PyDict_Type) {
        PyObject *value;
        return look_for_word((PyDictObject *)container, wanted, &value) ? value != NULL : -1;
    }
    if (type == &PySet_Type || type == &PyFrozenSet_Type) {
        return is_word(wanted) ? find_in_set((PySetObject *)container, NULL, wanted, hash_of_word(wanted)) : -1;
    }
    if (coconut_contains_as_dict(container)) {
        PyObject *value;
        return look_for_word((PyDictObject *)container, wanted, &value) ? value != NULL : -1;
    }
    if (type != &PyList_Type && type != &PyTuple_Type) {
        return -1;
    }
    PyObject *const *items = type == &PyList_Type ? ((PyListObject *)container)->ob_item : ((PyTupleObject *)container)->ob_item;
    for (Py_ssize_t i = 0; i < Py_SIZE(container); i++) {
        const int same = is_word(wanted) ? is_word_key(items[i], wanted) : -1;
        if (same != 0) {
            return same;
        }
    }
    return 0;
}

/* --- Lists */

/* list.append where the list has no room left. */
COCONUT_API bool
Coconut_QuickGrow(PyObject *list, PyObject *item)
{
    if (UNLIKELY(PyList_Append(list, item) < 0)) {
        PyErr_Clear();
        return false;
    }
    return true;
}

/* list.pop() where the list may shrink; an empty one is refused. */
COCONUT_API PyObject *
Coconut_QuickPop(PyObject *list)
{
    return Py_SIZE(list) == 0 ? NULL : Coconut_QuickMethod0(Coconut_Method_list_pop, list);
}

/* --- Builtins that functions without frames call */

COCONUT_API int64_t
Coconut_LenBy(PyObject *func, PyObject *o)
{
    return func == _PyThreadState_GET()->interp->callable_cache.len ? Coconut_QuickLen(o) : -1;
}

COCONUT_API int
Coconut_IsInstanceBy(PyObject *func, PyObject *o, PyObject *class)
{
    return func == _PyThreadState_GET()->interp->callable_cache.isinstance ? Coconut_QuickIsInstance(o, class) : -1;
}

/* --- Methods of built-in types that functions without frames call */

/* METHOD_KINDS of lib/passes/lazy-calls/builtin-calls.ts */
enum { OF_SCALARS, MAKES_CONTAINER, JOINS, EXTENDS };

static bool
are_strings(PyObject *sequence)
{
    if (!PyList_CheckExact(sequence) && !PyTuple_CheckExact(sequence)) {
        return false;
    }
    for (Py_ssize_t i = 0; i < Py_SIZE(sequence); i++) {
        if (!PyUnicode_CheckExact(PySequence_Fast_GET_ITEM(sequence, i))) {
            return false;
        }
    }
    return true;
}

/* A method of `self`, which is of the method's own type, called where that runs no Python code. NULL, without an exception: refused. What raises is
   refused as well: it is done again. */
COCONUT_API PyObject *
Coconut_QuietMethod(PyThreadState *tstate, PyObject *descr, PyObject *self, PyObject *const *args, int64_t count, int64_t kind)
{
    if (kind == MAKES_CONTAINER && coconut_is_collection_due(tstate, 2)) {
        return NULL;
    }
    for (int64_t i = 0; i < count; i++) {
        const bool fits = kind == JOINS     ? are_strings(args[i])
                          : kind == EXTENDS ? PyList_CheckExact(args[i]) || PyTuple_CheckExact(args[i])
                                            : is_plain(args[i]);
        if (!fits) {
            return NULL;
        }
    }
    return call_method(descr, self, args, count);
}

/* dict.setdefault(key, value), borrowed; NULL: refused. */
COCONUT_API PyObject *
Coconut_QuickSetDefault(PyObject *dict, PyObject *key, PyObject *value)
{
    PyObject *found;
    if (coconut_is_namespace(dict) || !look((PyDictObject *)dict, key, &found)) {
        return NULL;
    }
    if (found != NULL) {
        return found;
    }
    if (UNLIKELY(PyDict_SetItem(dict, key, value) < 0)) {
        return coconut_cleared(NULL);
    }
    return value;
}

/* dict.pop(key): the value, which the dict loses; NULL: refused, so is a key that is missing. */
COCONUT_API PyObject *
Coconut_QuickRemove(PyObject *dict, PyObject *key)
{
    PyObject *value, *own_key;
    Py_hash_t hash;
    if (coconut_is_namespace(dict) || !look_closely((PyDictObject *)dict, key, &value, &hash, &own_key) || value == NULL || !coconut_ends_quietly(own_key)) {
        return NULL;
    }
    Py_INCREF(value);
    if (UNLIKELY(_PyDict_DelItem_KnownHash(dict, own_key, hash) < 0)) {
        Py_DECREF(value);
        return coconut_cleared(NULL);
    }
    return value;
}

/* del dict[key], whose value goes without anybody noticing. */
COCONUT_API bool
Coconut_QuickDelete(PyObject *dict, PyObject *key)
{
    PyObject *value, *own_key;
    Py_hash_t hash;
    if (!PyDict_CheckExact(dict) || coconut_is_namespace(dict) || !look_closely((PyDictObject *)dict, key, &value, &hash, &own_key) ||
        value == NULL || !coconut_ends_quietly(own_key) || !coconut_ends_quietly(value))
    {
        return false;
    }
    return coconut_cleared(_PyDict_DelItem_KnownHash(dict, own_key, hash) < 0 ? NULL : value) != NULL;
}
