/* The import statements: import_name, import_from and import_all_from of ceval.c. */
#include "coconut.h"

COCONUT_API PyObject *
Coconut_ImportName(PyThreadState *tstate, _PyInterpreterFrame *frame, PyObject *name, PyObject *fromlist, PyObject *level)
{
    PyObject *import = PyDict_GetItemWithError(frame->f_builtins, coconut_str.__import__);
    if (import == NULL) {
        if (!coconut_pending(tstate)) {
            PyErr_SetString(PyExc_ImportError, "__import__ not found");
        }
        return NULL;
    }
    PyObject *locals = frame->f_locals == NULL ? Py_None : frame->f_locals;
    if (import == tstate->interp->import_func) {
        int n = _PyLong_AsInt(level);
        if (n == -1 && coconut_pending(tstate)) {
            return NULL;
        }
        return PyImport_ImportModuleLevelObject(name, frame->f_globals, locals, fromlist, n);
    }
    PyObject *stack[] = {name, frame->f_globals, locals, fromlist, level};
    Py_INCREF(import);
    PyObject *module = PyObject_Vectorcall(import, stack, 5, NULL);
    Py_DECREF(import);
    return module;
}

/* The ImportError of `from module import name`. `package` is the module's __name__, or NULL. */
static void
raise_cannot_import(PyObject *module, PyObject *name, PyObject *package)
{
    PyObject *message, *path = PyModule_GetFilenameObject(module);
    PyObject *known = package != NULL ? Py_NewRef(package) : PyUnicode_FromString("<unknown module name>");
    if (known == NULL) {
        Py_XDECREF(path);
        return;
    }
    if (path == NULL || !PyUnicode_Check(path)) {
        PyErr_Clear();
        message = PyUnicode_FromFormat("cannot import name %R from %R (unknown location)", name, known);
        PyErr_SetImportError(message, package, NULL);
    }
    else {
        PyObject *spec = PyObject_GetAttr(module, coconut_str.__spec__);
        const char *format = _PyModuleSpec_IsInitializing(spec)
                                 ? "cannot import name %R from partially initialized module %R "
                                   "(most likely due to a circular import) (%S)"
                                 : "cannot import name %R from %R (%S)";
        Py_XDECREF(spec);
        message = PyUnicode_FromFormat(format, name, known, path);
        PyErr_SetImportError(message, package, path);
    }
    Py_XDECREF(message);
    Py_DECREF(known);
    Py_XDECREF(path);
}

COCONUT_API PyObject *
Coconut_ImportFrom(PyThreadState *tstate, PyObject *module, PyObject *name)
{
    PyObject *value;
    if (_PyObject_LookupAttr(module, name, &value) != 0) {
        return value;
    }
    /* A circular import may have put the submodule into sys.modules already. */
    PyObject *package = PyObject_GetAttr(module, coconut_str.__name__);
    if (package != NULL && !PyUnicode_Check(package)) {
        Py_CLEAR(package);
    }
    if (package != NULL) {
        PyObject *full = PyUnicode_FromFormat("%U.%U", package, name);
        if (full == NULL) {
            Py_DECREF(package);
            return NULL;
        }
        value = PyImport_GetModule(full);
        Py_DECREF(full);
        if (value != NULL || coconut_pending(tstate)) {
            Py_DECREF(package);
            return value;
        }
    }
    raise_cannot_import(module, name, package);
    Py_XDECREF(package);
    return NULL;
}

static void
raise_bad_name(PyObject *module, PyObject *name, bool from_dict)
{
    PyObject *module_name = PyObject_GetAttr(module, coconut_str.__name__);
    if (module_name == NULL) {
        return;
    }
    if (!PyUnicode_Check(module_name)) {
        PyErr_Format(PyExc_TypeError, "module __name__ must be a string, not %.100s", Py_TYPE(module_name)->tp_name);
    }
    else {
        PyErr_Format(PyExc_TypeError, "%s in %U.%s must be str, not %.100s", from_dict ? "Key" : "Item", module_name,
                     from_dict ? "__dict__" : "__all__", Py_TYPE(name)->tp_name);
    }
    Py_DECREF(module_name);
}

/* One name of `import *`: 0, or -1 and an exception. */
static int
import_one(PyObject *locals, PyObject *module, PyObject *name, bool from_dict)
{
    if (!PyUnicode_Check(name)) {
        raise_bad_name(module, name, from_dict);
        return -1;
    }
    if (from_dict) {
        if (PyUnicode_READY(name) == -1) {
            return -1;
        }
        if (PyUnicode_READ_CHAR(name, 0) == '_') {
            return 0;
        }
    }
    PyObject *value = PyObject_GetAttr(module, name);
    if (value == NULL) {
        return -1;
    }
    int status = PyDict_CheckExact(locals) ? PyDict_SetItem(locals, name, value) : PyObject_SetItem(locals, name, value);
    Py_DECREF(value);
    return status;
}

/* __all__, or the keys of __dict__ (*from_dict). */
static PyObject *
names_to_import(PyObject *module, bool *from_dict)
{
    PyObject *all, *dict;
    *from_dict = false;
    if (_PyObject_LookupAttr(module, coconut_str.__all__, &all) < 0 || all != NULL) {
        return all;
    }
    if (_PyObject_LookupAttr(module, coconut_str.__dict__, &dict) < 0) {
        return NULL;
    }
    if (dict == NULL) {
        PyErr_SetString(PyExc_ImportError, "from-import-* object has no __dict__ and no __all__");
        return NULL;
    }
    *from_dict = true;
    all = PyMapping_Keys(dict);
    Py_DECREF(dict);
    return all;
}

static int
import_all(PyObject *locals, PyObject *module)
{
    bool from_dict;
    PyObject *all = names_to_import(module, &from_dict);
    if (all == NULL) {
        return -1;
    }
    int status = 0;
    for (Py_ssize_t i = 0; status == 0; i++) {
        PyObject *name = PySequence_GetItem(all, i);
        if (name == NULL) {
            if (PyErr_ExceptionMatches(PyExc_IndexError)) {
                PyErr_Clear();
            }
            else {
                status = -1;
            }
            break;
        }
        status = import_one(locals, module, name, from_dict);
        Py_DECREF(name);
    }
    Py_DECREF(all);
    return status;
}

/* IMPORT_STAR. Only module code has one, and that has no fast locals: what is left of _PyFrame_FastToLocalsWithError is a
   namespace where there is none; code made by hand that does have fast locals goes through its frame object. */
COCONUT_API int
Coconut_ImportStar(PyThreadState *tstate, _PyInterpreterFrame *frame, PyObject *module)
{
    PyFrameObject *f = NULL;
    if (frame->f_code->co_nlocalsplus > 0) {
        f = coconut_frame_object(frame);
        if (f == NULL || PyFrame_FastToLocalsWithError(f) < 0) {
            return -1;
        }
    }
    else if (frame->f_locals == NULL) {
        frame->f_locals = PyDict_New();
        if (frame->f_locals == NULL) {
            return -1;
        }
    }
    int status = import_all(frame->f_locals, module);
    if (f != NULL) {
        PyFrame_LocalsToFast(f, 0);
    }
    return status < 0 ? -1 : 0;
}
