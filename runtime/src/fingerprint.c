/* The fingerprint that ties a native function to its bytecode: docs/abi.md says what is fed, byte by byte. */
#define NEED_OPCODE_TABLES 1
#include "coconut.h"
#include <opcode.h>
#include <internal/pycore_opcode.h>

typedef struct {
    uint32_t h1, h2;
} hash_state;

#define HASH_START {0x811c9dc5u, 0x9747b28cu}

static inline void
feed(hash_state *s, const void *data, size_t length)
{
    const unsigned char *bytes = data;
    uint32_t h1 = s->h1, h2 = s->h2;
    for (size_t i = 0; i < length; i++) {
        h1 = (h1 ^ bytes[i]) * 0x01000193u;
        h2 ^= bytes[i];
        h2 = (h2 << 5 | h2 >> 27) * 0x85ebca6bu;
    }
    s->h1 = h1;
    s->h2 = h2;
}

static inline uint64_t
finish(const hash_state *s)
{
    return (uint64_t)s->h1 << 32 | s->h2;
}

/* The target is little-endian, as the fingerprint is. */
static inline void
feed_u32(hash_state *s, uint32_t value)
{
    feed(s, &value, sizeof value);
}

static void
feed_block(hash_state *s, const char *data, Py_ssize_t length)
{
    feed_u32(s, (uint32_t)length);
    feed(s, data, length);
}

static int
feed_string(hash_state *s, PyObject *string)
{
    if (PyUnicode_READY(string) < 0) {
        return -1;
    }
    if (PyUnicode_IS_ASCII(string)) {
        feed_block(s, PyUnicode_DATA(string), PyUnicode_GET_LENGTH(string));
        return 0;
    }
    /* Not PyUnicode_AsUTF8: the string would keep the bytes. */
    PyObject *bytes = PyUnicode_AsEncodedString(string, "utf-8", "surrogatepass");
    if (bytes == NULL) {
        return -1;
    }
    feed_block(s, PyBytes_AS_STRING(bytes), PyBytes_GET_SIZE(bytes));
    Py_DECREF(bytes);
    return 0;
}

static void
feed_bytes(hash_state *s, PyObject *bytes)
{
    feed_block(s, PyBytes_AS_STRING(bytes), PyBytes_GET_SIZE(bytes));
}

static int feed_constant(hash_state *s, PyObject *constant);

static int
feed_frozenset(hash_state *s, PyObject *set)
{
    Py_ssize_t position = 0;
    PyObject *item;
    Py_hash_t hash;
    uint64_t sum = 0;
    while (_PySet_NextEntry(set, &position, &item, &hash)) {
        hash_state one = HASH_START;
        int status = feed_constant(&one, item);
        if (status != 0) {
            return status;
        }
        sum += finish(&one);
    }
    feed_u32(s, (uint32_t)PySet_GET_SIZE(set));
    feed(s, &sum, sizeof sum);
    return 0;
}

static int
feed_int(hash_state *s, PyObject *value)
{
    PyObject *hex = PyNumber_ToBase(value, 16);
    int status = hex == NULL ? -1 : feed_string(s, hex);
    Py_XDECREF(hex);
    return status;
}

/* 0, or -1 and an exception, or 1: a constant that no compiler makes, which nothing compiled can match. */
static int
feed_constant(hash_state *s, PyObject *c)
{
    const char *tag = c == Py_None                ? "N"
                      : c == Py_True              ? "T"
                      : c == Py_False             ? "F"
                      : c == Py_Ellipsis          ? "."
                      : PyLong_CheckExact(c)      ? "i"
                      : PyFloat_CheckExact(c)     ? "g"
                      : PyComplex_CheckExact(c)   ? "c"
                      : PyUnicode_CheckExact(c)   ? "s"
                      : PyBytes_CheckExact(c)     ? "b"
                      : PyTuple_CheckExact(c)     ? "("
                      : PyFrozenSet_CheckExact(c) ? "<"
                      : PyCode_Check(c)           ? "C"
                                                  : NULL;
    if (tag == NULL) {
        return 1;
    }
    feed(s, tag, 1);
    switch (*tag) {
    case 'i': return feed_int(s, c);
    case 'g': feed(s, &((PyFloatObject *)c)->ob_fval, 8); return 0;
    case 'c': feed(s, &((PyComplexObject *)c)->cval, 16); return 0;
    case 's': return feed_string(s, c);
    case 'b': feed_bytes(s, c); return 0;
    case '<': return feed_frozenset(s, c);
    case 'C': return feed_string(s, ((PyCodeObject *)c)->co_qualname);
    case '(':
        feed_u32(s, (uint32_t)PyTuple_GET_SIZE(c));
        for (Py_ssize_t i = 0; i < PyTuple_GET_SIZE(c); i++) {
            int status = feed_constant(s, PyTuple_GET_ITEM(c, i));
            if (status != 0) {
                return status;
            }
        }
        return 0;
    default: return 0;
    }
}

static int
feed_strings(hash_state *s, PyObject *tuple)
{
    feed_u32(s, (uint32_t)PyTuple_GET_SIZE(tuple));
    for (Py_ssize_t i = 0; i < PyTuple_GET_SIZE(tuple); i++) {
        if (feed_string(s, PyTuple_GET_ITEM(tuple, i)) < 0) {
            return -1;
        }
    }
    return 0;
}

/* What code.co_code gives, without the copy that it leaves in the code object: deopt_code (codeobject.c). */
static void
feed_bytecode(hash_state *s, PyCodeObject *code)
{
    const _Py_CODEUNIT *units = _PyCode_CODE(code), cache = _Py_MAKECODEUNIT(CACHE, 0);
    const Py_ssize_t count = Py_SIZE(code);
    feed_u32(s, (uint32_t)(count * sizeof(_Py_CODEUNIT)));
    for (Py_ssize_t i = 0; i < count; i++) {
        int opcode = _PyOpcode_Deopt[_Py_OPCODE(units[i])];
        _Py_CODEUNIT unit = _Py_MAKECODEUNIT(opcode, _Py_OPARG(units[i]));
        feed(s, &unit, sizeof unit);
        for (int caches = _PyOpcode_Caches[opcode]; caches > 0; caches--, i++) {
            feed(s, &cache, sizeof cache);
        }
    }
}

/* 0 and the fingerprint; 1: has none; -1 and an exception. */
int
coconut_fingerprint(PyCodeObject *code, uint64_t *out)
{
    hash_state s = HASH_START;
    feed_u32(&s, code->co_argcount);
    feed_u32(&s, code->co_posonlyargcount);
    feed_u32(&s, code->co_kwonlyargcount);
    feed_u32(&s, code->co_stacksize);
    feed_u32(&s, code->co_flags);
    feed_u32(&s, code->co_firstlineno);
    if (feed_string(&s, code->co_qualname) < 0) {
        return -1;
    }
    feed_bytecode(&s, code);
    if (feed_strings(&s, code->co_names) < 0 || feed_strings(&s, code->co_localsplusnames) < 0) {
        return -1;
    }
    feed_bytes(&s, code->co_localspluskinds);
    feed_bytes(&s, code->co_exceptiontable);
    feed_u32(&s, (uint32_t)PyTuple_GET_SIZE(code->co_consts));
    for (Py_ssize_t i = 0; i < PyTuple_GET_SIZE(code->co_consts); i++) {
        int status = feed_constant(&s, PyTuple_GET_ITEM(code->co_consts, i));
        if (status != 0) {
            return status;
        }
    }
    *out = finish(&s);
    return 0;
}

/* fingerprint(code) -> int, or None */
PyObject *
coconut_py_fingerprint(PyObject *module, PyObject *code)
{
    uint64_t value;
    if (!PyCode_Check(code)) {
        return PyErr_Format(PyExc_TypeError, "expected a code object, not %.200s", Py_TYPE(code)->tp_name);
    }
    int status = coconut_fingerprint((PyCodeObject *)code, &value);
    if (status != 0) {
        return status < 0 ? NULL : Py_NewRef(Py_None);
    }
    return PyLong_FromUnsignedLongLong(value);
}
