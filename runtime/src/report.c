/* What coconut.info tells of one code object, and the report that COCONUT_REPORT asks for. */
#include "coconut.h"
#include <errno.h>
#include <stdio.h>

/* --- info */

static PyObject *
sites_of(PyCodeObject *code, const coconut_entry *entry)
{
    PyObject *list = PyList_New(0);
    for (const deopt_site *site = entry->sites; list != NULL && site != NULL; site = site->next) {
        PyObject *item = Py_BuildValue("(iisK)", site->offset, PyCode_Addr2Line(code, site->offset), site->reason,
                                       (unsigned long long)site->count);
        if (item == NULL || PyList_Append(list, item) < 0) {
            Py_CLEAR(list);
        }
        Py_XDECREF(item);
    }
    return list;
}

static PyObject *
guards_of(PyCodeObject *code, const coconut_entry *entry)
{
    PyObject *list = PyList_New(0);
    for (const guard_site *site = entry->guards; list != NULL && site != NULL; site = site->next) {
        PyObject *item = Py_BuildValue("(iiKN)", site->offset, PyCode_Addr2Line(code, site->offset), (unsigned long long)site->count,
                                       PyBool_FromLong(site->keeps_failing));
        if (item == NULL || PyList_Append(list, item) < 0) {
            Py_CLEAR(list);
        }
        Py_XDECREF(item);
    }
    return list;
}

/* info(code) -> None, or (compiled, library, tool, options, calls, [(offset, line, reason, count)], replaced, [(offset, line, count, keeps failing)]):
   places where native code fell back to the interpreter, and guards that failed in specialised code. */
PyObject *
coconut_info(PyObject *module, PyObject *o)
{
    if (!PyCode_Check(o)) {
        return PyErr_Format(PyExc_TypeError, "expected a code object, not %.200s", Py_TYPE(o)->tp_name);
    }
    PyCodeObject *code = (PyCodeObject *)o;
    const coconut_entry *entry = coconut_entry_of(code);
    if (entry == NULL) {
        Py_RETURN_NONE;
    }
    PyObject *sites = sites_of(code, entry);
    if (sites == NULL) {
        return NULL;
    }
    PyObject *guards = guards_of(code, entry);
    if (guards == NULL) {
        Py_DECREF(sites);
        return NULL;
    }
    const coconut_library *library = entry->library;
    PyObject *path = library == NULL ? Py_NewRef(Py_None) : PyUnicode_DecodeFSDefault(library->path);
    PyObject *calls = coconut_counting ? PyLong_FromUnsignedLongLong(entry->calls) : Py_NewRef(Py_None);
    if (path == NULL || calls == NULL) {
        Py_XDECREF(path);
        Py_XDECREF(calls);
        Py_DECREF(sites);
        Py_DECREF(guards);
        return NULL;
    }
    return Py_BuildValue("(NNzzNNIN)", PyBool_FromLong(entry->native != NULL), path, library == NULL ? NULL : library->tool,
                         library == NULL ? NULL : library->options, calls, sites, (unsigned int)entry->replaced, guards);
}

/* watch(codes): the trees of code objects below are counted and reported, compiled or not. */
static int
watch(PyObject *code)
{
    if (!PyCode_Check(code)) {
        PyErr_Format(PyExc_TypeError, "expected a code object, not %.200s", Py_TYPE(code)->tp_name);
        return -1;
    }
    if (coconut_entry_make((PyCodeObject *)code) == NULL) {
        return -1;
    }
    PyObject *constants = ((PyCodeObject *)code)->co_consts;
    for (Py_ssize_t i = 0; i < PyTuple_GET_SIZE(constants); i++) {
        PyObject *constant = PyTuple_GET_ITEM(constants, i);
        if (PyCode_Check(constant) && watch(constant) < 0) {
            return -1;
        }
    }
    return 0;
}

PyObject *
coconut_watch(PyObject *module, PyObject *code)
{
    return watch(code) < 0 ? NULL : Py_NewRef(Py_None);
}

/* set_counting(on): whether calls are counted, and what is known of a code object kept after it is gone. */
PyObject *
coconut_set_counting(PyObject *module, PyObject *on)
{
    int value = PyObject_IsTrue(on);
    if (value < 0) {
        return NULL;
    }
    coconut_counting = value;
    Py_RETURN_NONE;
}

/* --- The report */

static void
write_text(FILE *file, const char *text, size_t length)
{
    putc('"', file);
    for (size_t i = 0; i < length; i++) {
        unsigned char c = text[i];
        if (c == '"' || c == '\\') {
            putc('\\', file);
            putc(c, file);
        }
        else if (c < 0x20) {
            fprintf(file, "\\u%04x", c);
        }
        else {
            putc(c, file);
        }
    }
    putc('"', file);
}

static void
write_string(FILE *file, PyObject *string)
{
    PyObject *bytes = PyUnicode_AsEncodedString(string, "utf-8", "backslashreplace");
    if (bytes == NULL) {
        PyErr_Clear();
        fputs("null", file);
        return;
    }
    write_text(file, PyBytes_AS_STRING(bytes), PyBytes_GET_SIZE(bytes));
    Py_DECREF(bytes);
}

static void
write_entry(FILE *file, const coconut_entry *entry)
{
    uint64_t deopts = 0;
    for (const deopt_site *site = entry->sites; site != NULL; site = site->next) {
        deopts += site->count;
    }
    fputs("{\"qualname\": ", file);
    write_string(file, entry->qualname);
    fputs(", \"file\": ", file);
    write_string(file, entry->filename);
    fprintf(file, ", \"line\": %d, \"compiled\": %s, \"calls\": %llu, \"deopts\": %llu, \"deopt_sites\": [", entry->firstlineno,
            entry->library != NULL ? "true" : "false", (unsigned long long)entry->calls, (unsigned long long)deopts);
    for (const deopt_site *site = entry->sites; site != NULL; site = site->next) {
        fprintf(file, "{\"offset\": %d, \"reason\": ", site->offset);
        write_text(file, site->reason, strlen(site->reason));
        fprintf(file, ", \"count\": %llu}%s", (unsigned long long)site->count, site->next != NULL ? ", " : "");
    }
    fputs("], \"guards\": [", file);
    for (const guard_site *site = entry->guards; site != NULL; site = site->next) {
        fprintf(file, "{\"offset\": %d, \"count\": %llu}%s", site->offset, (unsigned long long)site->count, site->next != NULL ? ", " : "");
    }
    fputs("]}", file);
}

/* write_report(path): JSON, every code object seen, the first seen first. */
PyObject *
coconut_write_report(PyObject *module, PyObject *path)
{
    PyObject *name;
    if (!PyUnicode_FSConverter(path, &name)) {
        return NULL;
    }
    FILE *file = fopen(PyBytes_AS_STRING(name), "w");
    if (file == NULL) {
        PyErr_SetFromErrnoWithFilename(PyExc_OSError, PyBytes_AS_STRING(name));
        Py_DECREF(name);
        return NULL;
    }
    Py_DECREF(name);
    const coconut_entry *entry = coconut_entries;
    while (entry != NULL && entry->next != NULL) {
        entry = entry->next;
    }
    fputs("{\"functions\": [\n", file);
    for (; entry != NULL; entry = entry->previous) {
        write_entry(file, entry);
        fputs(entry->previous != NULL ? ",\n" : "\n", file);
    }
    fputs("]}\n", file);
    if (fclose(file) != 0) {
        return PyErr_SetFromErrnoWithFilenameObject(PyExc_OSError, path);
    }
    Py_RETURN_NONE;
}
