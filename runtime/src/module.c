/* coconut._runtime: the module itself. */
#include "coconut.h"
#include <dlfcn.h>

#define X(s) .s = NULL,
struct coconut_strings coconut_str = {COCONUT_STRINGS(X).empty = NULL};
#undef X

static int
intern_strings(void)
{
#define X(s)                                            \
    if ((coconut_str.s = PyUnicode_InternFromString(#s)) == NULL) { \
        return -1;                                      \
    }
    COCONUT_STRINGS(X)
#undef X
    coconut_str.empty = PyUnicode_New(0, 0);
    coconut_str.no_args = PyTuple_New(0);
    coconut_str.no_bytes = PyBytes_FromStringAndSize(NULL, 0);
    return coconut_str.empty == NULL || coconut_str.no_args == NULL || coconut_str.no_bytes == NULL ? -1 : 0;
}

/* Python loads extensions with their symbols to themselves; compiled libraries refer to Coconut_* by name. */
static int
export_symbols(void)
{
    Dl_info info;
    if (dladdr((void *)export_symbols, &info) == 0 || dlopen(info.dli_fname, RTLD_NOW | RTLD_GLOBAL | RTLD_NOLOAD) == NULL) {
        const char *message = dlerror();
        PyErr_Format(PyExc_ImportError, "coconut: cannot export the runtime's functions: %s", message == NULL ? "?" : message);
        return -1;
    }
    return 0;
}

static PyMethodDef methods[] = {
    {"attach", coconut_attach, METH_VARARGS, PyDoc_STR("attach(path, codes, strict) -> (installed, refused names)")},
    {"detach", coconut_detach, METH_O, PyDoc_STR("detach(code) -> whether it had native code")},
    {"source", coconut_source, METH_O, PyDoc_STR("source(path) -> the file that a library was compiled from")},
    {"info", coconut_info, METH_O, PyDoc_STR("info(code) -> (compiled, library, tool, options, calls, deopt sites) or None")},
    {"watch", coconut_watch, METH_O, PyDoc_STR("watch(code): report on this tree of code objects")},
    {"fingerprint", coconut_py_fingerprint, METH_O, PyDoc_STR("fingerprint(code) -> int or None")},
    {"set_counting", coconut_set_counting, METH_O, PyDoc_STR("set_counting(on): count calls")},
    {"jit_is_guard", coconut_jit_is_guard, METH_O, PyDoc_STR("jit_is_guard(reason) -> whether functions may be compiled without what failed so")},
    {"jit_start", coconut_jit_start, METH_VARARGS, PyDoc_STR("jit_start(handler, calls, failures, clock): call handler for hot functions, without a clock only those that no file has, and failing guards")},
    {"jit_seen", coconut_jit_seen, METH_NOARGS, PyDoc_STR("jit_seen() -> [(code object, ticks that found it in the interpreter, is it native)]")},
    {"jit_wake", coconut_jit_wake, METH_O, PyDoc_STR("jit_wake(ticks): calls the handler after so many ticks of the clock; 0: not")},
    {"jit_woken", coconut_jit_woken, METH_NOARGS, PyDoc_STR("jit_woken() -> is the handler called for that?")},
    {"jit_take", coconut_jit_take, METH_NOARGS, PyDoc_STR("jit_take() -> code objects that are hot or have failing guards")},
    {"jit_listen", coconut_jit_listen, METH_VARARGS, PyDoc_STR("jit_listen(fd): read the compile service's answers in the background")},
    {"jit_lines", coconut_jit_lines, METH_NOARGS, PyDoc_STR("jit_lines() -> (answers read so far, whether the service has ended)")},
    {"run", coconut_run, METH_VARARGS, PyDoc_STR("run(kind, what, observer): run as the main program, does not return")},
    {"observed", coconut_observed, METH_VARARGS, PyDoc_STR("observed(get_code, observer) -> get_code that shows its result to observer")},
    {"observe_all", coconut_observe_all, METH_O, PyDoc_STR("observe_all(observer): show it every code object before it first runs")},
    {"high_fd", coconut_high_fd, METH_O, PyDoc_STR("high_fd(fd) -> the same file out of the way")},
    {"has_importer", coconut_has_importer, METH_O, PyDoc_STR("has_importer(path) -> whether path is run by its __main__")},
    {"write_report", coconut_write_report, METH_O, PyDoc_STR("write_report(path): JSON on every code object seen")},
    {NULL, NULL, 0, NULL},
};

static struct PyModuleDef definition = {
    PyModuleDef_HEAD_INIT,
    .m_name = "coconut._runtime",
    .m_doc = PyDoc_STR("Runs compiled functions in the interpreter's own frames."),
    .m_size = -1,
    .m_methods = methods,
};

PyMODINIT_FUNC
PyInit__runtime(void)
{
    if (intern_strings() < 0 || export_symbols() < 0 || coconut_hook_init() < 0 || coconut_kept_init() < 0 || !coconut_learn_getattr_hook()) {
        return NULL;
    }
    coconut_builtins_init();
    coconut_quick_init();
    PyObject *module = PyModule_Create(&definition);
    if (module == NULL) {
        return NULL;
    }
    coconut_error = PyErr_NewExceptionWithDoc("coconut.AttachError", "A compiled library cannot be used.", NULL, NULL);
    if (coconut_error == NULL || PyModule_AddObjectRef(module, "AttachError", coconut_error) < 0 ||
        PyModule_AddStringConstant(module, "target", COCONUT_TARGET) < 0 || PyModule_AddIntConstant(module, "abi", COCONUT_ABI) < 0)
    {
        Py_DECREF(module);
        return NULL;
    }
    return module;
}
