/* Libraries: loaded, checked, and their functions given to the code objects they were compiled from. A library is never unloaded: frames
   may be running its code, and deoptimisation reasons point into it. */
#include "coconut.h"
#include <dlfcn.h>
#include <limits.h>
#include <link.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#define LIBRARY_MAGIC UINT64_C(0x31544e434f434f43)
enum { WORD_MAGIC, WORD_ABI, WORD_TARGET, WORD_TOOL, WORD_OPTIONS, WORD_FILENAME, WORD_COUNT, WORD_LOOPS, WORD_FUNCTIONS };

PyObject *coconut_error;
static coconut_library *libraries = NULL;

#define FORGET_SIZE (200 << 10)
static size_t unforgotten = 0;      /* size of the libraries that were loaded since coconut_libraries_forget */

/* --- Loading */

/* dlopen gives the library it knows by a name even when another file stands there now. So a file that replaces one that is loaded
   is opened by a name that was never used: /dir/././lib.so. */
static void *
open_file(const char *path, int generation)
{
    char name[PATH_MAX + 64];
    const char *base = strrchr(path, '/') + 1;
    int length = snprintf(name, sizeof name, "%.*s", (int)(base - path), path);
    for (; generation > 0 && length < PATH_MAX; generation--) {
        length += snprintf(name + length, sizeof name - length, "./");
    }
    snprintf(name + length, sizeof name - length, "%s", base);
    return dlopen(name, RTLD_NOW | RTLD_LOCAL);
}

static int
compare_functions(const void *a, const void *b)
{
    uint64_t x = (*(const coconut_function *const *)a)->fingerprint, y = (*(const coconut_function *const *)b)->fingerprint;
    return x < y ? -1 : x > y;
}

/* Checks the words of a library and makes its record; NULL and an exception if it is none of ours. */
static coconut_library *
read_library(const char *path, const uint64_t *words)
{
    if (words == NULL || words[WORD_MAGIC] != LIBRARY_MAGIC) {
        PyErr_Format(coconut_error, "%s: not a library made by coconut", path);
        return NULL;
    }
    if (words[WORD_ABI] != COCONUT_ABI) {
        PyErr_Format(coconut_error, "%s: made for version %llu of the runtime, this is version %d", path,
                     (unsigned long long)words[WORD_ABI], COCONUT_ABI);
        return NULL;
    }
    const char *target = (const char *)words[WORD_TARGET];
    if (strcmp(target, COCONUT_TARGET) != 0) {
        PyErr_Format(coconut_error, "%s: made for %s, this is %s", path, target, COCONUT_TARGET);
        return NULL;
    }
    const size_t count = words[WORD_COUNT];
    coconut_library *library = PyMem_RawCalloc(1, sizeof *library);
    const coconut_function **sorted = PyMem_RawMalloc(count * sizeof *sorted + 1);
    char *copy = PyMem_RawMalloc(strlen(path) + 1);
    if (library == NULL || sorted == NULL || copy == NULL) {
        PyMem_RawFree(library);
        PyMem_RawFree(sorted);
        PyMem_RawFree(copy);
        PyErr_NoMemory();
        return NULL;
    }
    library->path = strcpy(copy, path);
    library->tool = (const char *)words[WORD_TOOL];
    library->options = (const char *)words[WORD_OPTIONS];
    library->filename = (const char *)words[WORD_FILENAME];
    library->count = (int64_t)count;
    library->functions = (const coconut_function *)(words + WORD_FUNCTIONS);
    library->sorted = sorted;
    library->loops = (const int64_t *const *)words[WORD_LOOPS];
    for (size_t i = 0; i < count; i++) {
        sorted[i] = &library->functions[i];
    }
    qsort(sorted, count, sizeof *sorted, compare_functions);
    return library;
}

/* Where the code and the constants of a library are; nothing if they do not lie behind one another. */
static void
find_constant(coconut_library *library, void *handle)
{
    struct link_map *map;
    if (dlinfo(handle, RTLD_DI_LINKMAP, &map) != 0) {
        return;
    }
    const ElfW(Ehdr) *header = (const ElfW(Ehdr) *)map->l_addr;
    const ElfW(Phdr) *segments = (const ElfW(Phdr) *)(map->l_addr + header->e_phoff);
    const uintptr_t page = (uintptr_t)sysconf(_SC_PAGESIZE);
    uintptr_t first = 0, end = 0;
    for (int i = 0; i < header->e_phnum; i++) {
        const ElfW(Phdr) *segment = &segments[i];
        uintptr_t start = map->l_addr + segment->p_vaddr;
        if (segment->p_type != PT_LOAD || segment->p_offset == 0) {
            continue;
        }
        if (segment->p_flags & PF_W) {
            end = Py_MIN(end, start & -page);
            break;
        }
        first = first == 0 ? start & -page : first;
        end = (start + segment->p_memsz + page - 1) & -page;
    }
    library->constant = (char *)first;
    library->constant_size = end > first ? end - first : 0;
    unforgotten += library->constant_size;
}

/* What module bodies run is mostly run once: its pages are given back. Those that are needed again, of this library or of those it has
   called, come back from the files. */
void
coconut_libraries_forget(bool is_last)
{
    if (!is_last && unforgotten < FORGET_SIZE) {
        return;
    }
    unforgotten = 0;
    for (const coconut_library *l = libraries; l != NULL; l = l->next) {
        if (l->constant_size > 0) {
            madvise(l->constant, l->constant_size, MADV_DONTNEED);
        }
    }
}

/* The library in a file, loaded if it is not yet. NULL and an exception: OSError or AttachError. */
static coconut_library *
load_library(PyObject *file)
{
    struct stat status;
    char path[PATH_MAX];
    if (realpath(PyBytes_AS_STRING(file), path) == NULL || stat(path, &status) < 0) {
        PyErr_SetFromErrnoWithFilename(PyExc_OSError, PyBytes_AS_STRING(file));
        return NULL;
    }
    int generation = 0;
    for (coconut_library *l = libraries; l != NULL; l = l->next) {
        if (l->device == status.st_dev && l->inode == status.st_ino) {
            return l;
        }
        generation += strcmp(l->path, path) == 0;
    }
    void *handle = open_file(path, generation);
    if (handle == NULL) {
        PyErr_Format(coconut_error, "%s", dlerror());
        return NULL;
    }
    coconut_library *library = read_library(path, dlsym(handle, "coconut_library"));
    if (library == NULL) {
        dlclose(handle);
        return NULL;
    }
    find_constant(library, handle);
    library->device = status.st_dev;
    library->inode = status.st_ino;
    library->next = libraries;
    libraries = library;
    return library;
}

/* source(path) -> the file name of the code that a library was compiled from */
PyObject *
coconut_source(PyObject *module, PyObject *path)
{
    PyObject *file;
    if (!PyUnicode_FSConverter(path, &file)) {
        return NULL;
    }
    const coconut_library *library = load_library(file);
    Py_DECREF(file);
    return library == NULL ? NULL : PyUnicode_DecodeFSDefault(library->filename);
}

/* --- Attaching */

static const coconut_function *
find_function(const coconut_library *library, uint64_t fingerprint)
{
    int64_t low = 0, high = library->count;
    while (low < high) {
        int64_t middle = (low + high) / 2;
        if (library->sorted[middle]->fingerprint < fingerprint) {
            low = middle + 1;
        }
        else {
            high = middle;
        }
    }
    return low < library->count && library->sorted[low]->fingerprint == fingerprint ? library->sorted[low] : NULL;
}

/* Appends a code object and all code objects among its constants. */
static int
collect_code(PyObject *list, PyObject *code)
{
    if (PyList_Append(list, code) < 0) {
        return -1;
    }
    PyObject *constants = ((PyCodeObject *)code)->co_consts;
    for (Py_ssize_t i = 0; i < PyTuple_GET_SIZE(constants); i++) {
        PyObject *constant = PyTuple_GET_ITEM(constants, i);
        if (PyCode_Check(constant) && collect_code(list, constant) < 0) {
            return -1;
        }
    }
    return 0;
}

static PyObject *
collect_all(PyObject *codes)
{
    PyObject *list = PyList_New(0), *iterator = PyObject_GetIter(codes), *code = NULL;
    while (list != NULL && iterator != NULL && (code = PyIter_Next(iterator)) != NULL) {
        if (!PyCode_Check(code)) {
            PyErr_Format(PyExc_TypeError, "expected a code object, not %.200s", Py_TYPE(code)->tp_name);
        }
        else if (collect_code(list, code) == 0) {
            Py_DECREF(code);
            continue;
        }
        break;
    }
    Py_XDECREF(code);
    Py_XDECREF(iterator);
    if (PyErr_Occurred()) {
        Py_CLEAR(list);
    }
    return list;
}

/* For each code object its function or NULL; `used` marks the functions that found one. */
static int
match_code(const coconut_library *library, PyObject *list, const coconut_function **found, char *used)
{
    for (Py_ssize_t i = 0; i < PyList_GET_SIZE(list); i++) {
        uint64_t fingerprint;
        int status = coconut_fingerprint((PyCodeObject *)PyList_GET_ITEM(list, i), &fingerprint);
        if (status < 0) {
            return -1;
        }
        found[i] = status > 0 ? NULL : find_function(library, fingerprint);
        if (found[i] != NULL) {
            used[found[i] - library->functions] = 1;
        }
    }
    return 0;
}

/* The names of functions that no code object matches though one has the name: compiled from other bytecode. */
static PyObject *
refused_functions(const coconut_library *library, PyObject *list, const coconut_function **found, const char *used)
{
    PyObject *refused = PyList_New(0), *names = PySet_New(NULL);
    if (refused == NULL || names == NULL) {
        goto error;
    }
    for (Py_ssize_t i = 0; i < PyList_GET_SIZE(list); i++) {
        if (found[i] == NULL && PySet_Add(names, ((PyCodeObject *)PyList_GET_ITEM(list, i))->co_qualname) < 0) {
            goto error;
        }
    }
    for (int64_t i = 0; i < library->count; i++) {
        if (used[i]) {
            continue;
        }
        const char *qualname = library->functions[i].qualname;
        PyObject *name = PyUnicode_DecodeUTF8(qualname, strlen(qualname), "surrogatepass");
        int known = name == NULL ? -1 : PySet_Contains(names, name);
        if (known > 0) {
            known = PyList_Append(refused, name);
        }
        Py_XDECREF(name);
        if (known < 0) {
            goto error;
        }
    }
    Py_DECREF(names);
    return refused;

error:
    Py_XDECREF(names);
    Py_XDECREF(refused);
    return NULL;
}

/* The fingerprint of the code that a native function was compiled from; false: it is no library's. */
bool
coconut_fingerprint_of(coconut_native native, uint64_t *out)
{
    for (const coconut_library *l = libraries; l != NULL; l = l->next) {
        for (int64_t i = 0; i < l->count; i++) {
            if (l->functions[i].entry == native) {
                *out = l->functions[i].fingerprint;
                return true;
            }
        }
    }
    return false;
}

static int
install_all(coconut_library *library, PyObject *list, const coconut_function **found)
{
    int count = 0;
    for (Py_ssize_t i = 0; i < PyList_GET_SIZE(list); i++) {
        if (found[i] == NULL && !coconut_counting) {
            continue;
        }
        coconut_entry *entry = coconut_entry_make((PyCodeObject *)PyList_GET_ITEM(list, i));
        if (entry == NULL) {
            return -1;
        }
        if (found[i] != NULL) {
            const int64_t *loops = library->loops == NULL ? NULL : library->loops[found[i] - library->functions];
            coconut_entry_install(entry, library, found[i], loops);
            count++;
        }
    }
    return count;
}

/* attach(path, codes, strict) -> (number of functions installed, names of those refused). The trees of code objects below `codes` are
   searched. With `strict`, nothing is installed if a function is refused. */
PyObject *
coconut_attach(PyObject *module, PyObject *args)
{
    PyObject *file, *codes, *list = NULL, *refused = NULL, *result = NULL;
    int strict;
    const coconut_function **found = NULL;
    char *used = NULL;
    if (!PyArg_ParseTuple(args, "O&Op:attach", PyUnicode_FSConverter, &file, &codes, &strict)) {
        return NULL;
    }
    coconut_library *library = load_library(file);
    if (library == NULL || (list = collect_all(codes)) == NULL) {
        goto done;
    }
    found = PyMem_Calloc(PyList_GET_SIZE(list) + 1, sizeof *found);
    used = PyMem_Calloc(library->count + 1, 1);
    if (found == NULL || used == NULL) {
        PyErr_NoMemory();
        goto done;
    }
    if (match_code(library, list, found, used) < 0 || (refused = refused_functions(library, list, found, used)) == NULL) {
        goto done;
    }
    int count = strict && PyList_GET_SIZE(refused) > 0 ? 0 : install_all(library, list, found);
    if (count >= 0) {
        result = Py_BuildValue("(iO)", count, refused);
    }

done:
    Py_DECREF(file);
    Py_XDECREF(list);
    Py_XDECREF(refused);
    PyMem_Free(found);
    PyMem_Free(used);
    return result;
}

/* detach(code) -> whether it had native code: it runs in the interpreter from its next call on. */
PyObject *
coconut_detach(PyObject *module, PyObject *code)
{
    if (!PyCode_Check(code)) {
        return PyErr_Format(PyExc_TypeError, "expected a code object, not %.200s", Py_TYPE(code)->tp_name);
    }
    coconut_entry *entry = coconut_entry_of((PyCodeObject *)code);
    bool compiled = entry != NULL && entry->native != NULL;
    if (compiled) {
        coconut_entry_remove(entry);
    }
    return PyBool_FromLong(compiled);
}
