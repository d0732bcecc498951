/* collections.deque, for functions without frames. The module _collections keeps its type and structs to itself: the type is known from the first deque that is
   seen, the methods are called at their entries. */
#include "slots.h"

PyTypeObject *coconut_deque_type = NULL;
COCONUT_API PyTypeObject *Coconut_Type_deque = NULL;

enum { APPEND, APPENDLEFT, POP, POPLEFT, METHODS };
static PyCFunction entries[METHODS];

static bool
learn(PyTypeObject *type)
{
    static const char *const names[METHODS] = {"append", "appendleft", "pop", "popleft"};
    if (type->tp_flags & Py_TPFLAGS_HEAPTYPE || strcmp(type->tp_name, "collections.deque") != 0 || type->tp_dict == NULL) {
        return false;
    }
    for (int i = 0; i < METHODS; i++) {
        PyObject *method = PyDict_GetItemString(type->tp_dict, names[i]);
        if (method == NULL || !Py_IS_TYPE(method, &PyMethodDescr_Type)) {
            return false;
        }
        const PyMethodDef *def = ((PyMethodDescrObject *)method)->d_method;
        if (def->ml_flags != (i < POP ? METH_O : METH_NOARGS)) {
            return false;
        }
        entries[i] = def->ml_meth;
    }
    coconut_deque_type = Coconut_Type_deque = type;
    return true;
}

bool
coconut_is_deque_type(PyTypeObject *type)
{
    return coconut_deque_type != NULL ? type == coconut_deque_type : learn(type);
}

COCONUT_API bool
Coconut_IsDeque(PyObject *o)
{
    return coconut_is_deque_type(Py_TYPE(o));
}

/* dequeobject (_collectionsmodule.c) up to what says how long it may be; negative: as long as it likes. */
typedef struct {
    PyObject_VAR_HEAD
    void *leftblock, *rightblock;
    Py_ssize_t leftindex, rightindex;
    size_t state;
    Py_ssize_t maxlen;
} deque;

static bool
add(PyObject *o, PyObject *item, int method)
{
    const Py_ssize_t most = ((deque *)o)->maxlen;
    if (most >= 0 && Py_SIZE(o) >= most) {
        return false;       /* an item would go */
    }
    PyObject *none = coconut_cleared(entries[method](o, item));
    Py_XDECREF(none);
    return none != NULL;
}

static PyObject *
take(PyObject *o, int method)
{
    return Py_SIZE(o) == 0 ? NULL : coconut_cleared(entries[method](o, NULL));
}

COCONUT_API bool
Coconut_DequeAppend(PyObject *o, PyObject *item)
{
    return add(o, item, APPEND);
}

COCONUT_API bool
Coconut_DequeAppendLeft(PyObject *o, PyObject *item)
{
    return add(o, item, APPENDLEFT);
}

COCONUT_API PyObject *
Coconut_DequePop(PyObject *o)
{
    return take(o, POP);
}

COCONUT_API PyObject *
Coconut_DequePopLeft(PyObject *o)
{
    return take(o, POPLEFT);
}
