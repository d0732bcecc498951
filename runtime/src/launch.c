/* What `python3 -m coconut run` needs below Python: the program runs as if the launcher were not there. Its frames have nothing below
   them, errors are printed and the process ends as Modules/main.c does it, and nothing of the launcher is on the stack while the
   program's own code runs. */
#include "coconut.h"
#include <internal/pycore_pylifecycle.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <sys/stat.h>
#include <unistd.h>

PyObject *coconut_main_globals = NULL;     /* borrowed; the main program's code has not been seen yet */
static PyObject *main_observer = NULL;

static __thread bool observing;

/* Lets Python code of ours see a code object before it runs, untraced and itself unobserved. An error of ours is none of the program's;
   only what is no Exception (KeyboardInterrupt) goes through: -1. */
static int
observe(PyObject *observer, PyObject *code)
{
    PyThreadState *tstate = _PyThreadState_GET();
    const bool nested = observing;
    observing = true;
    PyThreadState_EnterTracing(tstate);
    PyObject *result = PyObject_CallOneArg(observer, code);
    PyThreadState_LeaveTracing(tstate);
    observing = nested;
    if (result == NULL) {
        if (!PyErr_ExceptionMatches(PyExc_Exception)) {
            return -1;
        }
        PyErr_Clear();
    }
    Py_XDECREF(result);
    return 0;
}

/* Called by the hook for the first frame that runs in the main module. */
int
coconut_main_seen(PyCodeObject *code)
{
    PyObject *observer = main_observer;
    main_observer = NULL;
    coconut_main_globals = NULL;
    int status = observe(observer, (PyObject *)code);
    Py_DECREF(observer);
    coconut_hook_release();
    return status;
}

/* --- Code that no loader made */

PyObject *coconut_code_observer = NULL;

/* Called by the hook for a code object without an entry that is about to run. Afterwards it has one. What the observer runs itself is not
   observed. */
int
coconut_code_seen(PyThreadState *tstate, PyCodeObject *code)
{
    if (observing || coconut_pending(tstate) || _Py_IsFinalizing()) {
        return 0;
    }
    PyObject *observer = Py_NewRef(coconut_code_observer);
    int status = observe(observer, (PyObject *)code);
    Py_DECREF(observer);
    if (status == 0 && coconut_entry_make(code) == NULL) {
        PyErr_Clear();
    }
    return status;
}

/* observe_all(observer): every code object is shown to observer before it first runs, whoever made it; None: no more. */
PyObject *
coconut_observe_all(PyObject *module, PyObject *observer)
{
    if (coconut_code_observer == NULL && observer != Py_None) {
        coconut_hook_hold();
    }
    else if (coconut_code_observer != NULL && observer == Py_None) {
        coconut_hook_release();
    }
    Py_XSETREF(coconut_code_observer, observer == Py_None ? NULL : Py_NewRef(observer));
    Py_RETURN_NONE;
}

/* --- Loaders */

/* get_code of a loader class: the original, then the observer. self is (original, observer). */
static PyObject *
observed_get_code(PyObject *self, PyObject *const *args, Py_ssize_t nargs, PyObject *kwnames)
{
    PyObject *code = PyObject_Vectorcall(PyTuple_GET_ITEM(self, 0), args, nargs, kwnames);
    if (code != NULL && PyCode_Check(code) && observe(PyTuple_GET_ITEM(self, 1), code) < 0) {
        Py_CLEAR(code);
    }
    return code;
}

static PyMethodDef get_code_definition = {
    "get_code", (PyCFunction)(void (*)(void))observed_get_code, METH_FASTCALL | METH_KEYWORDS, PyDoc_STR("get_code, observed by coconut"),
};

/* observed(function, observer) -> a method that calls function, then the observer with the code object it gave. A C function, so that no
   frame of ours is in an import's traceback. */
PyObject *
coconut_observed(PyObject *module, PyObject *args)
{
    PyObject *function, *observer;
    if (!PyArg_ParseTuple(args, "OO:observed", &function, &observer)) {
        return NULL;
    }
    PyObject *bound = PyCFunction_New(&get_code_definition, args);
    PyObject *method = bound == NULL ? NULL : PyInstanceMethod_New(bound);
    Py_XDECREF(bound);
    return method;
}

/* --- Running a program: pymain_run_file_obj, pymain_run_command, pymain_run_module of Modules/main.c. Each gives the exit code. */

static int
print_and_fail(void)
{
    PyErr_Print();      /* exits by itself for SystemExit */
    return 1;
}

static int
run_file(PyObject *filename)
{
    if (PySys_Audit("cpython.run_file", "O", filename) < 0) {
        return print_and_fail();
    }
    FILE *file = _Py_fopen_obj(filename, "rb");
    if (file == NULL) {
        int error = errno;
        PyErr_Clear();
        PyObject *program = PySys_GetObject("executable");
        PySys_FormatStderr("%S: can't open file %R: [Errno %d] %s\n", program == NULL ? Py_None : program, filename, error, strerror(error));
        return 2;
    }
    struct stat status;
    if (fstat(fileno(file), &status) == 0 && S_ISDIR(status.st_mode)) {
        PyObject *program = PySys_GetObject("executable");
        PySys_FormatStderr("%S: %R is a directory, cannot continue\n", program == NULL ? Py_None : program, filename);
        fclose(file);
        return 1;
    }
    if (Py_MakePendingCalls() == -1) {
        fclose(file);
        return print_and_fail();
    }
    PyObject *bytes;
    if (!PyUnicode_FSConverter(filename, &bytes)) {
        fclose(file);
        return print_and_fail();
    }
    PyCompilerFlags flags = _PyCompilerFlags_INIT;
    int failed = PyRun_AnyFileExFlags(file, PyBytes_AS_STRING(bytes), 1, &flags);
    Py_DECREF(bytes);
    return failed != 0;
}

static int
run_command(PyObject *command)
{
    if (PySys_Audit("cpython.run_command", "O", command) < 0) {
        return print_and_fail();
    }
    PyObject *bytes = PyUnicode_AsUTF8String(command);
    if (bytes == NULL) {
        PySys_WriteStderr("Unable to decode the command from the command line:\n");
        return print_and_fail();
    }
    PyCompilerFlags flags = _PyCompilerFlags_INIT;
    flags.cf_flags |= PyCF_IGNORE_COOKIE;
    int failed = PyRun_SimpleStringFlags(PyBytes_AS_STRING(bytes), &flags);
    Py_DECREF(bytes);
    return failed != 0;
}

static int
run_module(PyObject *name, PyObject *alter_argv)
{
    if (PySys_Audit("cpython.run_module", "O", name) < 0) {
        return print_and_fail();
    }
    PyObject *runpy = PyImport_ImportModule("runpy");
    PyObject *run = runpy == NULL ? NULL : PyObject_GetAttrString(runpy, "_run_module_as_main");
    _Py_UnhandledKeyboardInterrupt = 0;
    PyObject *result = run == NULL ? NULL : PyObject_CallFunctionObjArgs(run, name, alter_argv, NULL);
    if (result == NULL && PyErr_Occurred() == PyExc_KeyboardInterrupt) {
        _Py_UnhandledKeyboardInterrupt = 1;
    }
    Py_XDECREF(run);
    Py_XDECREF(runpy);
    if (result == NULL) {
        return print_and_fail();
    }
    Py_DECREF(result);
    return 0;
}

/* exit_sigint: the parent has to see that SIGINT ended this process. */
static void
die_of_interrupt(void)
{
    if (PyOS_setsig(SIGINT, SIG_DFL) == SIG_ERR) {
        perror("signal");
    }
    else {
        kill(getpid(), SIGINT);
    }
}

/* run(kind, what, observer): runs the file, the command or the module as the main program and ends the process; does not return. `observer`
   sees the code of a file or command before it runs. A directory or archive has kind "path". */
PyObject *
coconut_run(PyObject *module, PyObject *args)
{
    const char *kind;
    PyObject *what, *observer;
    if (!PyArg_ParseTuple(args, "sUO:run", &kind, &what, &observer)) {
        return NULL;
    }
    PyObject *main = PyImport_AddModule("__main__");
    if (main == NULL) {
        return NULL;
    }
    if (*kind == 'f' || *kind == 'c') {
        main_observer = Py_NewRef(observer);
        coconut_main_globals = PyModule_GetDict(main);
        coconut_hook_hold();
    }
    Py_INCREF(what);

    /* No frame below the program's, no recursion used up. */
    PyThreadState *tstate = _PyThreadState_GET();
    _PyCFrame bottom = {.use_tracing = tstate->cframe->use_tracing, .current_frame = NULL, .previous = tstate->cframe};
    tstate->cframe = &bottom;
    tstate->recursion_remaining = tstate->recursion_limit;
    PyGC_Collect();

    int status = *kind == 'f'   ? run_file(what)
                 : *kind == 'c' ? run_command(what)
                                : run_module(what, *kind == 'm' ? Py_True : Py_False);
    if (_Py_UnhandledKeyboardInterrupt) {
        Py_FinalizeEx();
        die_of_interrupt();
        _exit(SIGINT + 128);
    }
    Py_Exit(status);
    Py_UNREACHABLE();
}

/* high_fd(fd) -> a number of 200 or more for the same file, not inherited; fd is closed. */
PyObject *
coconut_high_fd(PyObject *module, PyObject *fd)
{
    int old = _PyLong_AsInt(fd);
    if (old == -1 && PyErr_Occurred()) {
        return NULL;
    }
    int high = fcntl(old, F_DUPFD_CLOEXEC, 200);
    if (high < 0) {
        return PyErr_SetFromErrno(PyExc_OSError);
    }
    close(old);
    return PyLong_FromLong(high);
}

/* has_importer(path) -> whether it is a directory or archive that is run by its __main__: pymain_get_importer. */
PyObject *
coconut_has_importer(PyObject *module, PyObject *path)
{
    PyObject *importer = PyImport_GetImporter(path);
    if (importer == NULL) {
        return NULL;
    }
    bool found = importer != Py_None;
    Py_DECREF(importer);
    return PyBool_FromLong(found);
}
