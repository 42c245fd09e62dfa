/* What the assembly files use of the structures: monitor.mk makes offsets.h of gcc's answers. */
#include "monitor.h"

#define ANSWER(name, value) __asm__ volatile("-> " name " %c0" : : "i"(value));
#define THREAD(field) ANSWER("T_" #field, offsetof(struct thread, field))
#define FRAME(field) ANSWER("F_" #field, offsetof(struct frame, field))
#define ROW(field) ANSWER("G_" #field, offsetof(struct gate_function, field))
#define CONTEXT(field) ANSWER("C_" #field, offsetof(struct ucontext, uc_mcontext.field))

void offsets(void);
void offsets(void)
{
	THREAD(self) THREAD(pkru) THREAD(cubicle) THREAD(flags)
	THREAD(resume_rip) THREAD(resume_rsp) THREAD(resume_save)
	THREAD(shadow) THREAD(monitor_rsp) THREAD(syscall_rsp) THREAD(in_handler) THREAD(keys)
	THREAD(scratch) THREAD(unusual) THREAD(arguments) THREAD(top)
	FRAME(return_address) FRAME(top) FRAME(row) FRAME(mxcsr) FRAME(control)
	FRAME(windows) FRAME(caller) FRAME(callee) FRAME(function)
	ROW(target) ROW(callers) ROW(counts) ROW(cubicle) ROW(slow)
	ROW(integers) ROW(vectors) ROW(result) ROW(flags)
	CONTEXT(r8) CONTEXT(rdx) CONTEXT(rax) CONTEXT(rcx) CONTEXT(rsp) CONTEXT(rip)
	CONTEXT(eflags) CONTEXT(fpstate)
	ANSWER("frame_size", sizeof(struct frame))
	_Static_assert(sizeof(struct gate_function) == 1 << 6, "gate.S shifts");
}
