/* Globals, names of a namespace, cells and free variables. The strings of messages are the interpreter's. */
#include "coconut.h"
#include <internal/pycore_dict.h>

#define NAME_ERROR_MSG "name '%.200s' is not defined"
#define UNBOUNDLOCAL_ERROR_MSG "cannot access local variable '%s' where it is not associated with a value"
#define UNBOUNDFREE_ERROR_MSG "cannot access free variable '%s' where it is not associated with a value in enclosing scope"

/* format_exc_check_arg (ceval.c): a NameError also carries the name, for suggestions. */
void
coconut_format_exc_check_arg(PyObject *exc, const char *format, PyObject *name)
{
    const char *text = name == NULL ? NULL : PyUnicode_AsUTF8(name);
    if (text == NULL) {
        return;
    }
    PyErr_Format(exc, format, text);
    if (exc != PyExc_NameError) {
        return;
    }
    PyObject *type, *value, *traceback;
    PyErr_Fetch(&type, &value, &traceback);
    PyErr_NormalizeException(&type, &value, &traceback);
    if (PyErr_GivenExceptionMatches(value, PyExc_NameError) && ((PyNameErrorObject *)value)->name == NULL) {
        (void)PyObject_SetAttr(value, coconut_str.name, name);      /* PyErr_Restore drops what this may raise */
    }
    PyErr_Restore(type, value, traceback);
}

/* format_exc_unbound (ceval.c). */
void
coconut_format_exc_unbound(PyCodeObject *code, int slot)
{
    if (PyErr_Occurred()) {
        return;
    }
    PyObject *name = PyTuple_GET_ITEM(code->co_localsplusnames, slot);
    if (slot < code->co_nplaincellvars + code->co_nlocals) {
        coconut_format_exc_check_arg(PyExc_UnboundLocalError, UNBOUNDLOCAL_ERROR_MSG, name);
    }
    else {
        coconut_format_exc_check_arg(PyExc_NameError, UNBOUNDFREE_ERROR_MSG, name);
    }
}

COCONUT_API void
Coconut_RaiseUnbound(PyThreadState *tstate, _PyInterpreterFrame *frame, int slot)
{
    coconut_format_exc_unbound(frame->f_code, slot);
}

static PyObject *
raise_name_error(PyThreadState *tstate, PyObject *name)
{
    coconut_format_exc_check_arg(PyExc_NameError, NAME_ERROR_MSG, name);
    return NULL;
}

/* A builtin by name, as LOAD_NAME and LOAD_GLOBAL look it up last: new reference. */
static PyObject *
load_builtin(PyThreadState *tstate, PyObject *builtins, PyObject *name)
{
    if (PyDict_CheckExact(builtins)) {
        PyObject *value = PyDict_GetItemWithError(builtins, name);
        if (value == NULL) {
            return coconut_pending(tstate) ? NULL : raise_name_error(tstate, name);
        }
        return Py_NewRef(value);
    }
    PyObject *value = PyObject_GetItem(builtins, name);
    if (value == NULL && PyErr_ExceptionMatches(PyExc_KeyError)) {
        return raise_name_error(tstate, name);
    }
    return value;
}

/* An item of a mapping: 1 and a new reference, 0 if there is none, -1 and an exception. Dicts are not asked for __missing__. */
static int
lookup(PyThreadState *tstate, PyObject *mapping, PyObject *name, PyObject **value)
{
    if (PyDict_CheckExact(mapping)) {
        *value = Py_XNewRef(PyDict_GetItemWithError(mapping, name));
        return *value != NULL ? 1 : coconut_pending(tstate) ? -1 : 0;
    }
    *value = PyObject_GetItem(mapping, name);
    if (*value != NULL) {
        return 1;
    }
    if (!PyErr_ExceptionMatches(PyExc_KeyError)) {
        return -1;
    }
    PyErr_Clear();
    return 0;
}

/* Index of a slot of the hash table (dictkeys_get_index, dictobject.c). */
static inline Py_ssize_t
table_index(const PyDictKeysObject *keys, size_t slot)
{
    const int log2_size = DK_LOG_SIZE(keys);
    return log2_size < 8    ? ((const int8_t *)keys->dk_indices)[slot]
           : log2_size < 16 ? ((const int16_t *)keys->dk_indices)[slot]
           : log2_size < 32 ? ((const int32_t *)keys->dk_indices)[slot]
                            : ((const int64_t *)keys->dk_indices)[slot];
}

/* Looks a name up by identity: names are interned, so that is nearly always enough. 1: found, borrowed in *value; 0: not there; -1: only a
   real lookup can tell. */
static inline int
probe(PyObject *dict, PyObject *name, PyObject **value)
{
    PyDictKeysObject *keys = ((PyDictObject *)dict)->ma_keys;
    const Py_hash_t hash = ((PyASCIIObject *)name)->hash;
    if (UNLIKELY(keys->dk_kind != DICT_KEYS_UNICODE || hash == -1 || !PyUnicode_CheckExact(name))) {
        return -1;
    }
    const PyDictUnicodeEntry *entries = DK_UNICODE_ENTRIES(keys);
    const size_t mask = DK_SIZE(keys) - 1;
    size_t perturb = (size_t)hash, slot = (size_t)hash & mask;
    for (;;) {
        Py_ssize_t index = table_index(keys, slot);
        if (index == DKIX_EMPTY) {
            return 0;
        }
        if (index >= 0) {
            PyObject *key = entries[index].me_key;
            if (key == name) {
                *value = entries[index].me_value;
                return 1;
            }
            if (((PyASCIIObject *)key)->hash == hash) {
                return -1;
            }
        }
        perturb >>= 5;      /* PERTURB_SHIFT */
        slot = (slot * 5 + perturb + 1) & mask;
    }
}

COCONUT_API PyObject *
Coconut_LoadGlobal(PyThreadState *tstate, _PyInterpreterFrame *frame, PyObject *name)
{
    PyObject *value;
    if (PyDict_CheckExact(frame->f_globals) && PyDict_CheckExact(frame->f_builtins)) {
        /* _PyDict_LoadGlobal. */
        int found = probe(frame->f_globals, name, &value);
        if (found == 0) {
            found = probe(frame->f_builtins, name, &value);
        }
        if (LIKELY(found == 1)) {
            return Py_NewRef(value);
        }
        value = PyDict_GetItemWithError(frame->f_globals, name);
        if (value != NULL) {
            return Py_NewRef(value);
        }
        return coconut_pending(tstate) ? NULL : load_builtin(tstate, frame->f_builtins, name);
    }
    value = PyObject_GetItem(frame->f_globals, name);
    if (value != NULL || !PyErr_ExceptionMatches(PyExc_KeyError)) {
        return value;
    }
    PyErr_Clear();
    value = PyObject_GetItem(frame->f_builtins, name);
    if (value == NULL && PyErr_ExceptionMatches(PyExc_KeyError)) {
        return raise_name_error(tstate, name);
    }
    return value;
}

COCONUT_API int
Coconut_StoreGlobal(_PyInterpreterFrame *frame, PyObject *name, PyObject *value)
{
    return PyDict_SetItem(frame->f_globals, name, value);
}

COCONUT_API int
Coconut_DeleteGlobal(PyThreadState *tstate, _PyInterpreterFrame *frame, PyObject *name)
{
    if (PyDict_DelItem(frame->f_globals, name) == 0) {
        return 0;
    }
    if (PyErr_ExceptionMatches(PyExc_KeyError)) {
        raise_name_error(tstate, name);
    }
    return -1;
}

COCONUT_API PyObject *
Coconut_LoadName(PyThreadState *tstate, _PyInterpreterFrame *frame, PyObject *name)
{
    PyObject *value;
    if (frame->f_locals == NULL) {
        return PyErr_Format(PyExc_SystemError, "no locals when loading %R", name);
    }
    int found = lookup(tstate, frame->f_locals, name, &value);
    if (found != 0) {
        return value;
    }
    value = PyDict_GetItemWithError(frame->f_globals, name);
    if (value != NULL) {
        return Py_NewRef(value);
    }
    return coconut_pending(tstate) ? NULL : load_builtin(tstate, frame->f_builtins, name);
}

COCONUT_API int
Coconut_StoreName(PyThreadState *tstate, _PyInterpreterFrame *frame, PyObject *name, PyObject *value)
{
    PyObject *locals = frame->f_locals;
    if (locals == NULL) {
        PyErr_Format(PyExc_SystemError, "no locals found when storing %R", name);
        return -1;
    }
    return PyDict_CheckExact(locals) ? PyDict_SetItem(locals, name, value) : PyObject_SetItem(locals, name, value);
}

COCONUT_API int
Coconut_DeleteName(PyThreadState *tstate, _PyInterpreterFrame *frame, PyObject *name)
{
    if (frame->f_locals == NULL) {
        PyErr_Format(PyExc_SystemError, "no locals when deleting %R", name);
        return -1;
    }
    if (PyObject_DelItem(frame->f_locals, name) == 0) {
        return 0;
    }
    raise_name_error(tstate, name);     /* whatever the error was */
    return -1;
}

/* --- Cells */

COCONUT_API int
Coconut_MakeCell(_PyInterpreterFrame *frame, int slot)
{
    PyObject *initial = frame->localsplus[slot];
    PyObject *cell = PyCell_New(initial);
    if (cell == NULL) {
        return -1;
    }
    frame->localsplus[slot] = cell;
    Py_XDECREF(initial);
    return 0;
}

COCONUT_API void
Coconut_CopyFreeVars(_PyInterpreterFrame *frame)
{
    PyCodeObject *code = frame->f_code;
    PyObject *closure = frame->f_func->func_closure;
    PyObject **slots = frame->localsplus + code->co_nlocals + code->co_nplaincellvars;
    for (int i = 0; i < code->co_nfreevars; i++) {
        slots[i] = Py_NewRef(PyTuple_GET_ITEM(closure, i));
    }
}

COCONUT_API PyObject *
Coconut_LoadDeref(PyThreadState *tstate, _PyInterpreterFrame *frame, int slot)
{
    PyObject *value = PyCell_GET(frame->localsplus[slot]);
    if (value == NULL) {
        coconut_format_exc_unbound(frame->f_code, slot);
        return NULL;
    }
    return Py_NewRef(value);
}

COCONUT_API PyObject *
Coconut_LoadClassDeref(PyThreadState *tstate, _PyInterpreterFrame *frame, int slot)
{
    PyObject *value;
    assert(frame->f_locals != NULL);
    PyObject *name = PyTuple_GET_ITEM(frame->f_code->co_localsplusnames, slot);
    if (lookup(tstate, frame->f_locals, name, &value) != 0) {
        return value;
    }
    return Coconut_LoadDeref(tstate, frame, slot);
}

COCONUT_API void
Coconut_StoreDeref(_PyInterpreterFrame *frame, int slot, PyObject *value)
{
    PyObject *cell = frame->localsplus[slot];
    PyObject *old = PyCell_GET(cell);
    PyCell_SET(cell, value);
    Py_XDECREF(old);
}

COCONUT_API int
Coconut_DeleteDeref(PyThreadState *tstate, _PyInterpreterFrame *frame, int slot)
{
    PyObject *cell = frame->localsplus[slot];
    PyObject *old = PyCell_GET(cell);
    if (old == NULL) {
        coconut_format_exc_unbound(frame->f_code, slot);
        return -1;
    }
    PyCell_SET(cell, NULL);
    Py_DECREF(old);
    return 0;
}

/* --- Class bodies */

COCONUT_API PyObject *
Coconut_LoadBuildClass(PyThreadState *tstate, _PyInterpreterFrame *frame)
{
    PyObject *value;
    if (PyDict_CheckExact(frame->f_builtins)) {
        value = Py_XNewRef(PyDict_GetItemWithError(frame->f_builtins, coconut_str.__build_class__));
        if (value == NULL && !coconut_pending(tstate)) {
            PyErr_SetString(PyExc_NameError, "__build_class__ not found");
        }
        return value;
    }
    value = PyObject_GetItem(frame->f_builtins, coconut_str.__build_class__);
    if (value == NULL && PyErr_ExceptionMatches(PyExc_KeyError)) {
        PyErr_SetString(PyExc_NameError, "__build_class__ not found");
    }
    return value;
}

COCONUT_API int
Coconut_SetupAnnotations(PyThreadState *tstate, _PyInterpreterFrame *frame)
{
    PyObject *annotations, *locals = frame->f_locals;
    if (locals == NULL) {
        PyErr_Format(PyExc_SystemError, "no locals found when setting up annotations");
        return -1;
    }
    int found = lookup(tstate, locals, coconut_str.__annotations__, &annotations);
    if (found != 0) {
        Py_XDECREF(annotations);
        return found < 0 ? -1 : 0;
    }
    annotations = PyDict_New();
    if (annotations == NULL) {
        return -1;
    }
    int status = Coconut_StoreName(tstate, frame, coconut_str.__annotations__, annotations);
    Py_DECREF(annotations);
    return status < 0 ? -1 : 0;
}
