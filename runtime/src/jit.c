/* The method JIT: finds out which functions are hot and which guards keep failing, and tells the handler, Python code of ours that asks
   the compile service for native code and installs what it answers (python/coconut/_jit.py).

   - Hot: called often through the hook, or found running by a tick of the clock.
   - Failing: a place where native code fell back to the interpreter often.
   - A thread without Python waits for lines of the service and ticks. It never touches an object: it sets flags and makes a pending
     call, which the main thread's eval breaker serves, so a loop that calls nothing is interrupted as well.

   The handler runs where arbitrary code may: before a frame starts, or in a pending call. It is never traced, observed or counted. */
#include "coconut.h"
#include <errno.h>
#include <poll.h>
#include <pthread.h>
#include <signal.h>
#include <unistd.h>

#define TICK_MS 10
#define TICK_HEAT 32            /* a tick that finds a function running counts as many calls */
#define LINE_LIMIT 65536
#define OSR_TRIES 1000          /* for each tick; a poll makes up to 32 (make_pending_calls of ceval.c) */

bool coconut_jit_on = false;                /* there is a handler */
volatile bool coconut_jit_waiting = false;  /* it has something to do */
static PyObject *handler = NULL;
static uint32_t calls_limit;                /* a function called so often is hot; 0: none is */
static bool ticks;                          /* the clock finds hot functions, too; without it only what the program has made itself is hot */
static uint32_t wake_in;                    /* ticks until the handler is called anyway; 0: it is not */
static bool woken;                          /* it is */
static uint32_t failures_limit = 100;       /* a place that failed so often is told of */
static bool busy;                           /* the handler runs in some thread */
static __thread bool handling;              /* in this one */

/* --- What the handler takes: code objects, hot or with failing guards. Guarded by the GIL. */

static PyObject *queue = NULL;              /* list of code objects */

static void
enqueue(coconut_entry *entry)
{
    entry->jit_queued = true;
    if (queue != NULL && PyList_Append(queue, (PyObject *)entry->code) < 0) {
        PyErr_Clear();
        return;
    }
    coconut_jit_waiting = true;
}

/* --- The listening thread */

static struct {
    pthread_mutex_t mutex;
    int fd;                     /* the service's answers */
    bool stopped, pending;      /* no more pending calls; one is made and not served yet */
    bool tick, ended;
    uintptr_t generation;       /* of the thread; an older one ends */
    char *text;                 /* what was read, whole lines or not */
    size_t length, size;
} listener = {.mutex = PTHREAD_MUTEX_INITIALIZER, .fd = -1, .stopped = true};

static int serve_pending(void *);

static PyThreadState *main_thread;

/* Under the mutex. Py_AddPendingCall needs neither the GIL nor a thread state. It leaves the eval breaker alone when the caller is not the main
   thread (COMPUTE_EVAL_BREAKER of ceval_gil.h): a main thread that waits for the GIL looks when it gets it, one that has it has to be told. */
static void
alert(void)
{
    if (!listener.stopped && !listener.pending && Py_AddPendingCall(serve_pending, NULL) == 0) {
        listener.pending = true;
        if (_Py_atomic_load_relaxed(&_PyRuntime.gilstate.tstate_current) == (uintptr_t)main_thread) {
            _Py_atomic_store_relaxed(&PyInterpreterState_Main()->ceval.eval_breaker, 1);
        }
    }
}

static bool
read_more(void)
{
    if (listener.size - listener.length < LINE_LIMIT) {
        char *text = realloc(listener.text, listener.size + 2 * LINE_LIMIT);
        if (text == NULL) {
            return false;
        }
        listener.text = text;
        listener.size += 2 * LINE_LIMIT;
    }
    ssize_t n = read(listener.fd, listener.text + listener.length, LINE_LIMIT);
    if (n > 0) {
        listener.length += n;
    }
    return n > 0 || (n < 0 && (errno == EINTR || errno == EAGAIN));
}

static void *
listen_and_tick(void *started)
{
    uintptr_t generation = (uintptr_t)started;
    bool open = true;
    for (;;) {
        struct pollfd file = {.fd = open ? listener.fd : -1, .events = POLLIN};
        int n = poll(&file, 1, TICK_MS);
        if (n < 0 && errno != EINTR) {
            break;
        }
        pthread_mutex_lock(&listener.mutex);
        bool stop = listener.stopped || listener.generation != generation;
        if (!stop && n >= 0) {
            if (file.revents != 0 && !read_more()) {
                open = false;
                listener.ended = true;
            }
            listener.tick = listener.tick || (n == 0 && ticks);
            bool heard = listener.length > 0 || listener.ended;
            if (heard) {
                /* Should the main thread be blocked, the hook of another one sees this. */
                coconut_jit_waiting = true;
            }
            if (listener.tick || heard) {
                alert();
            }
        }
        pthread_mutex_unlock(&listener.mutex);
        if (stop) {
            break;
        }
    }
    return NULL;
}

/* After a fork the thread is gone, and may have held the mutex. */
static void
after_fork(void)
{
    pthread_mutex_init(&listener.mutex, NULL);
    listener.stopped = true;
    listener.pending = false;
}

/* jit_listen(fd): starts the thread, which reads the answers of the service from there; -1: it only ticks. */
PyObject *
coconut_jit_listen(PyObject *module, PyObject *args)
{
    static bool registered = false;
    int fd;
    if (!PyArg_ParseTuple(args, "i:jit_listen", &fd)) {
        return NULL;
    }
    if (!registered) {
        registered = true;
        pthread_atfork(NULL, NULL, after_fork);
    }
    pthread_mutex_lock(&listener.mutex);
    listener.fd = fd;
    listener.length = 0;
    uintptr_t generation = ++listener.generation;
    listener.stopped = listener.pending = listener.tick = listener.ended = false;
    pthread_mutex_unlock(&listener.mutex);
    /* Signals are the program's threads' business. */
    sigset_t all, old;
    sigfillset(&all);
    pthread_sigmask(SIG_SETMASK, &all, &old);
    pthread_attr_t attributes;
    pthread_attr_init(&attributes);
    pthread_attr_setdetachstate(&attributes, PTHREAD_CREATE_DETACHED);
    pthread_attr_setstacksize(&attributes, 256 * 1024);
    pthread_t thread;
    int error = pthread_create(&thread, &attributes, listen_and_tick, (void *)generation);
    pthread_attr_destroy(&attributes);
    pthread_sigmask(SIG_SETMASK, &old, NULL);
    if (error != 0) {
        listener.stopped = true;
        errno = error;
        return PyErr_SetFromErrno(PyExc_OSError);
    }
    Py_RETURN_NONE;
}

/* jit_lines() -> (whole lines that the service has answered, whether it has ended) */
PyObject *
coconut_jit_lines(PyObject *module, PyObject *unused)
{
    pthread_mutex_lock(&listener.mutex);
    size_t whole = listener.length;
    while (whole > 0 && listener.text[whole - 1] != '\n') {
        whole--;
    }
    PyObject *result = Py_BuildValue("(y#O)", whole == 0 ? "" : listener.text, (Py_ssize_t)whole, listener.ended ? Py_True : Py_False);
    if (result != NULL) {
        listener.ended = false;
    }
    if (result != NULL && whole > 0) {
        listener.length -= whole;
        memmove(listener.text, listener.text + whole, listener.length);
    }
    pthread_mutex_unlock(&listener.mutex);
    return result;
}

/* --- Running the handler */

/* -1 with an exception that is not ours: a signal handler of the program ran meanwhile and raised. */
static int
handle(void)
{
    if (handler == NULL || busy || _Py_IsFinalizing()) {
        return 0;
    }
    PyThreadState *tstate = _PyThreadState_GET();
    PyObject *type, *value, *traceback;
    PyErr_Fetch(&type, &value, &traceback);
    PyObject *callable = Py_NewRef(handler);
    coconut_jit_waiting = false;
    busy = handling = true;
    PyThreadState_EnterTracing(tstate);
    PyObject *result = PyObject_CallNoArgs(callable);
    PyThreadState_LeaveTracing(tstate);
    busy = handling = false;
    Py_DECREF(callable);
    if (result == NULL) {
        Py_XDECREF(type);
        Py_XDECREF(value);
        Py_XDECREF(traceback);
        return -1;
    }
    Py_DECREF(result);
    PyErr_Restore(type, value, traceback);
    return 0;
}

/* Counts calls of a function that runs in the interpreter. */
static void
warm(coconut_entry *entry, uint32_t by)
{
    if (entry->native != NULL || entry->jit_queued || handling || handler == NULL) {
        return;
    }
    entry->heat += by;
    if (calls_limit != 0 && entry->heat >= calls_limit) {
        enqueue(entry);
    }
}

static void
warm_frame(_PyInterpreterFrame *frame)
{
    if (frame == NULL || _PyFrame_IsIncomplete(frame)) {
        return;
    }
    coconut_entry *entry = coconut_entry_make(frame->f_code);
    if (entry == NULL) {
        PyErr_Clear();
        return;
    }
    if (entry->native == NULL) {
        entry->ticks++;
    }
    warm(entry, TICK_HEAT);
}

/* A function that the clock finds running gets warmer, and so does the one in the interpreter that native code is called from. */
static void
tick(void)
{
    if (handling) {
        return;
    }
    if (wake_in > 0 && --wake_in == 0) {
        woken = coconut_jit_waiting = true;
    }
    _PyInterpreterFrame *frame = _PyThreadState_GET()->cframe->current_frame, *interpreted = coconut_interpreted_frame();
    warm_frame(frame);
    if (interpreted != frame) {
        warm_frame(interpreted);
    }
}

/* A frame of the main thread goes on natively where the interpreter is in the middle of it; where it cannot just now, it is tried again as soon as
   something polls. */
static int
replace_frame(void *unused)
{
    static int tries;
    if (handler == NULL || handling) {
        return 0;
    }
    if (unused == NULL) {
        tries = OSR_TRIES;
    }
    int status = coconut_osr(_PyThreadState_GET());
    if (status > 0 && tries-- > 0) {
        (void)Py_AddPendingCall(replace_frame, &tries);
    }
    return status < 0 ? -1 : 0;
}

/* Runs in the main thread, with the GIL. */
static int
serve_pending(void *unused)
{
    pthread_mutex_lock(&listener.mutex);
    bool ticked = listener.tick, heard = listener.length > 0 || listener.ended;
    listener.pending = listener.tick = false;
    pthread_mutex_unlock(&listener.mutex);
    if (handler == NULL) {
        return 0;
    }
    if (ticked) {
        tick();
    }
    if ((heard || coconut_jit_waiting) && handle() < 0) {
        return -1;
    }
    return ticked ? replace_frame(NULL) : 0;
}

/* --- What the hook and native code tell */

/* Has the program made it itself? No file has it then. */
static inline bool
is_generated(PyCodeObject *code)
{
    PyObject *name = code->co_filename;
    return PyUnicode_GET_LENGTH(name) > 0 && PyUnicode_READ_CHAR(name, 0) == '<' &&
           !(PyUnicode_GET_LENGTH(name) > 7 && PyUnicode_IS_COMPACT_ASCII(name) && memcmp(PyUnicode_1BYTE_DATA(name), "<frozen", 7) == 0);
}

/* Called by the hook for a frame that is about to run, while there is a handler. `entry` may be NULL. -1 and an exception: see handle. */
int
coconut_jit_see(PyCodeObject *code, coconut_entry *entry, int throwflag)
{
    if (handling || _Py_IsFinalizing()) {
        return 0;
    }
    if (coconut_jit_waiting && !throwflag && handle() < 0) {
        return -1;
    }
    if (calls_limit == 0 || (entry == NULL && throwflag) || (!ticks && !is_generated(code))) {
        return 0;
    }
    if (entry == NULL && (entry = coconut_entry_make(code)) == NULL) {
        PyErr_Clear();
        return 0;
    }
    warm(entry, 1);
    return 0;
}

/* Is it a guard that a function may be compiled without? Not what a tracer causes, and no end of a call without a frame. */
static inline bool
is_guard(const char *reason)
{
    return strcmp(reason, "tracing") != 0 && strcmp(reason, "fast") != 0 && strcmp(reason, "recursion") != 0;
}

/* A guard keeps failing: the function is to be compiled again without. */
void
coconut_jit_keeps_failing(coconut_entry *entry)
{
    if (handler != NULL && !entry->jit_queued) {
        enqueue(entry);
        /* Where the eval breaker is polled next; should that never be, the hook sees to it. */
        (void)Py_AddPendingCall(serve_pending, NULL);
    }
}

/* Native code fell back at a place for the `count`th time. */
void
coconut_jit_failed(coconut_entry *entry, const deopt_site *site)
{
    if (site->count % failures_limit == 0 && is_guard(site->reason)) {
        coconut_jit_keeps_failing(entry);
    }
}

/* After so many failures of a guard it is asked whether they are too many. */
uint32_t
coconut_jit_failures(void)
{
    return failures_limit;
}

/* --- From Python */

/* is_guard(reason) */
PyObject *
coconut_jit_is_guard(PyObject *module, PyObject *reason)
{
    const char *text = PyUnicode_AsUTF8(reason);
    return text == NULL ? NULL : PyBool_FromLong(is_guard(text));
}

/* jit_start(handler, calls, failures): `handler()` is called when jit_take() or jit_lines() have something. None: stop. */
PyObject *
coconut_jit_start(PyObject *module, PyObject *args)
{
    PyObject *callable;
    unsigned int calls = 0, failures = 0;
    int clock = 0;
    if (!PyArg_ParseTuple(args, "O|IIp:jit_start", &callable, &calls, &failures, &clock)) {
        return NULL;
    }
    bool on = callable != Py_None;
    if (on && queue == NULL && (queue = PyList_New(0)) == NULL) {
        return NULL;
    }
    if (on && handler == NULL) {
        coconut_hook_hold();
    }
    else if (!on && handler != NULL) {
        coconut_hook_release();
    }
    if (on && PyInterpreterState_Get() != PyInterpreterState_Main()) {
        PyErr_SetString(PyExc_RuntimeError, "only the main interpreter has a JIT");
        return NULL;
    }
    main_thread = PyInterpreterState_ThreadHead(PyInterpreterState_Main());
    while (main_thread != NULL && main_thread->thread_id != _PyRuntime.main_thread) {
        main_thread = PyThreadState_Next(main_thread);
    }
    Py_XSETREF(handler, on ? Py_NewRef(callable) : NULL);
    coconut_jit_on = on;
    calls_limit = calls;
    ticks = clock;
    failures_limit = failures == 0 ? 1 : failures;
    if (!on) {
        pthread_mutex_lock(&listener.mutex);
        listener.stopped = true;
        pthread_mutex_unlock(&listener.mutex);
        coconut_jit_waiting = false;
    }
    Py_RETURN_NONE;
}

/* jit_take() -> the code objects that became hot, or whose guards failed, since it was asked last. They are told of again. */
PyObject *
coconut_jit_take(PyObject *module, PyObject *unused)
{
    if (queue == NULL) {
        return PyList_New(0);
    }
    PyObject *taken = queue;
    queue = PyList_New(0);
    for (Py_ssize_t i = 0; i < PyList_GET_SIZE(taken); i++) {
        coconut_entry *entry = coconut_entry_of((PyCodeObject *)PyList_GET_ITEM(taken, i));
        if (entry != NULL) {
            /* One that runs in the interpreter is told of once; its failures, once it is compiled, each time. */
            entry->jit_queued = entry->native == NULL;
        }
    }
    return taken;
}

/* jit_wake(ticks): the handler is called when the clock has ticked so often and nothing else was woken for since; jit_woken() tells it once. */
PyObject *
coconut_jit_wake(PyObject *module, PyObject *ticks)
{
    unsigned long n = PyLong_AsUnsignedLong(ticks);
    if (PyErr_Occurred()) {
        return NULL;
    }
    wake_in = (uint32_t)n;
    woken = false;
    Py_RETURN_NONE;
}

PyObject *
coconut_jit_woken(PyObject *module, PyObject *unused)
{
    bool was = woken;
    woken = false;
    return PyBool_FromLong(was);
}

/* jit_seen() -> [(code, ticks that found it in the interpreter since this was asked last, whether it has native code)] of the code objects of which
   there is either */
PyObject *
coconut_jit_seen(PyObject *module, PyObject *unused)
{
    PyObject *seen = PyList_New(0);
    if (seen == NULL) {
        return NULL;
    }
    for (coconut_entry *entry = coconut_entries; entry != NULL; entry = entry->next) {
        if (entry->code == NULL || (entry->ticks == 0 && entry->native == NULL)) {
            continue;
        }
        PyObject *row = Py_BuildValue("(NIO)", Py_NewRef(entry->code), entry->ticks, entry->native != NULL ? Py_True : Py_False);
        if (row == NULL || PyList_Append(seen, row) < 0) {
            Py_XDECREF(row);
            Py_DECREF(seen);
            return NULL;
        }
        entry->ticks = 0;
        Py_DECREF(row);
    }
    return seen;
}
