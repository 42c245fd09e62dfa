/*
 * The gate: the only way from one cubicle into another. On pages that everybody may fetch, so every
 * instruction here is one that an attacker can jump to, with registers and a stack pointer of its
 * choice. Three rules make that harmless:
 *	1. After open_all nothing comes from a register until it was checked or loaded anew.
 *	2. A WRPKRU that leaves the monitor is compared with the PKRU that the thread block names.
 *	3. Whoever jumps behind an open_all has only its own rights; the first access to the private
 *	   part of the thread block, or to a table, faults.
 */
#include "monitor.h"

	.section .cubicle.gate, "ax", @progbits

/*
 * All keys open, or a stop. RCX: the next free frame. That last load ends 32-bit code, too, which takes it
 * for DEC %eax and a load from address 0x1000, where nothing is mapped.
 */
.macro open_all
	clear	eax, ecx, edx
	wrpkru
#ifndef WITHOUT_COMPARE
	testl	%eax, %eax
	jnz	stop_pkru
#endif
	movq	%gs:T_SHADOW, %rcx
.endm

/* PKRU of the cubicle that the thread block says is to run; EAX holds it already. In 32-bit code the
 * comparison reads address 8, where nothing is mapped. */
.macro close_to_cubicle
	clear	ecx, edx
	wrpkru
#ifndef WITHOUT_COMPARE
	cmpq	%gs:T_PKRU, %rax
	jne	stop_pkru
#endif
.endm

/* By copies, which an emulator translates, where it would call a function for PXOR. XMM15 is cleared first. */
.macro clear_vectors from, to
	.irp	n, 0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14
	.if	\n >= \from && \n <= \to
	movaps	%xmm15, %xmm\n
	.endif
	.endr
.endm

/*
 * The x87 unit's registers, which EMMS leaves as they are and MMX instructions can read. No argument is in
 * them. One or two results may be (long double, complex long double): what is pushed onto the rest then
 * overwrites it.
 */
.macro clear_multimedia
	pxor	%mm0, %mm0
	.irp	n, 1, 2, 3, 4, 5, 6, 7
	movq	%mm0, %mm\n
	.endr
	emms
.endm

.macro clear_multimedia_but_results
	fincstp
	fxam					# the second result: empty is C3 and C0 without C2
	fnstsw	%ax
	fdecstp
	andl	$0x4500, %eax
	cmpl	$0x4100, %eax
	.rept	6
	fldz
	.endr
	jne	9f
	fldz
	fstp	%st(0)
9:	.rept	6
	fstp	%st(0)
	.endr
.endm

/*
 * R11D: row of the function table. Stack: return address, then stack arguments. All argument
 * registers are live, RAX too (variadic functions).
 *
 * An emulator pays for every basic block, so that the usual way has few branches: what is unusual is
 * collected and tested once.
 */
function cubicle_gate_call
	popq	%r10				# with the caller's rights
	movq	%rcx, %xmm8
	movq	%rdx, %xmm9
	movq	%rax, %xmm10
	testb	$FLAG_KEYS, %gs:T_FLAGS
	jz	call_without_keys
	open_all
call_opened:
	cld					# the monitor's C relies on it
	movl	%gs:T_CUBICLE, %eax
	# The frame. It does not count before T_SHADOW moves. Behind the last one is a guard page.
	store	F_RETURN_ADDRESS, (%rcx), r10, rsp, rbx, rbp, r12, r13, r14, r15
	stmxcsr	F_MXCSR(%rcx)
	fnstcw	F_CONTROL(%rcx)
	movl	%eax, F_CALLER(%rcx)
	movl	%r11d, F_FUNCTION(%rcx)
	movl	$0, F_WINDOWS(%rcx)
	# Its row; the one behind the last is nobody's to call.
	movl	gate_function_count, %edx
	movl	%r11d, %r11d
	cmpl	%edx, %r11d
	cmovae	%edx, %r11d
	shlq	$6, %r11
	addq	gate_functions, %r11
	movq	%r11, F_ROW(%rcx)
	movl	%eax, %edx
	shrl	$6, %edx
	movq	G_CALLERS(%r11,%rdx,8), %rdx
	btq	%rax, %rdx
#ifndef WITHOUT_PERMISSION
	jnc	stop_permission
#endif
	movq	G_COUNTS(%r11), %rdx
	incq	(%rdx,%rax,8)
	# Where the caller goes on when it is called back, and where the callee begins.
	movq	%gs:T_TOP(,%rax,8), %rdx
	movq	%rdx, F_TOP(%rcx)
	movq	%rsp, %gs:T_TOP(,%rax,8)
	movzwl	G_CUBICLE(%r11), %ebx
	movl	%ebx, F_CALLEE(%rcx)
	movq	%gs:T_TOP(,%rbx,8), %rsp
	andq	$-16, %rsp
	incq	gate_clock			# the least recently used cubicle loses its key first
	movq	gate_clock, %rax
	movq	%rax, gate_stamp(,%rbx,8)
	movq	%xmm8, %r13			# RCX
	movq	%xmm9, %r14			# RDX
	movq	%xmm10, %r15			# RAX
	movq	gate_pkru(,%rbx,8), %r12
	movq	%r12, %rdx
	shrq	$32, %rdx			# NO_PKRU
	orw	G_SLOW(%r11), %dx
	jnz	call_special
call_prepared:
	addq	$FRAME_SIZE, %rcx
	movq	%rcx, %gs:T_SHADOW
#ifndef WITHOUT_SCRUB
	movzbl	G_INTEGERS(%r11), %edx
	xorl	%r10d, %r10d
	.set	at, 1
	.irp	register, rdi, rsi, r14, r13, r8, r9
	cmpl	$at, %edx
	cmovb	%r10, %\register
	.set	at, at + 1
	.endr
	testb	$1, G_FLAGS(%r11)		# FUNCTION_VARIADIC
	cmovz	%r10, %r15
	clear_multimedia
	pxor	%xmm15, %xmm15
	clear_vectors 8, 14
	cmpb	$0, G_VECTORS(%r11)
	jne	call_vectors
	clear_vectors 0, 7
call_cleared:
	xorl	%ebp, %ebp
#endif
	movq	G_TARGET(%r11), %r11
	movl	%r12d, %eax
	movq	%rax, %gs:T_PKRU
	movl	%ebx, %gs:T_CUBICLE
#ifndef WITHOUT_SCRUB
	clear	ebx, r12d
#endif
	cmpl	$0, %gs:T_UNUSUAL
	jne	call_unusual
call_close:
	close_to_cubicle
call_closed:
	movq	%r13, %rcx
	movq	%r14, %rdx
	movq	%r15, %rax
	clear	r13d, r14d, r15d
	call	*%r11				# pushes with the callee's rights
function cubicle_gate_return
	movq	%rax, %xmm8
	movq	%rdx, %xmm9
	testb	$FLAG_KEYS, %gs:T_FLAGS
	jz	return_without_keys
	open_all
return_opened:
	cld
	# Always the frame at the top: a jump to here can only be a return. Below the first is one that
	# returns to stop_return.
	leaq	-FRAME_SIZE(%rcx), %r11
	movl	F_CALLER(%r11), %ebx
	movq	gate_pkru(,%rbx,8), %r12
	movq	%r12, %rdx
	shrq	$32, %rdx			# NO_PKRU
	orl	F_WINDOWS(%r11), %edx
	jnz	return_slow
return_finished:
	movq	%r11, %gs:T_SHADOW
	movq	F_TOP(%r11), %rax
	movq	%rax, %gs:T_TOP(,%rbx,8)
	# The caller's control bits; the status bits belong to nobody.
	stmxcsr	%gs:T_SCRATCH
	fnstcw	%gs:T_SCRATCH+4
	movl	%gs:T_SCRATCH, %eax
	xorl	F_MXCSR(%r11), %eax
	andl	$0xffc0, %eax
	movzwl	%gs:T_SCRATCH+4, %edx
	xorw	F_CONTROL(%r11), %dx
	orl	%edx, %eax
	jnz	return_control
return_controlled:
	movq	%xmm8, %r8
	movq	%xmm9, %r9
#ifndef WITHOUT_SCRUB
	movq	F_ROW(%r11), %rdi
	movzbl	G_RESULT(%rdi), %edi
	xorl	%eax, %eax
	testb	$1, %dil
	cmovz	%rax, %r8
	testb	$2, %dil
	cmovz	%rax, %r9
	pxor	%xmm15, %xmm15
	clear_vectors 2, 14
	testb	$4+8+16, %dil
	jnz	return_vectors
	clear_vectors 0, 1
	clear_multimedia
return_cleared:
	clear	edi, esi
#endif
	movl	%r12d, %eax
	movq	%rax, %gs:T_PKRU
	movl	%ebx, %gs:T_CUBICLE
	load	F_RETURN_ADDRESS, (%r11), r10, rsp, rbx, rbp, r12, r13, r14, r15
	xorl	%r11d, %r11d
	cmpl	$0, %gs:T_UNUSUAL
	jne	return_unusual
return_close:
	close_to_cubicle
return_closed:
	movq	%r8, %rax
	movq	%r9, %rdx
	clear	ecx, r8d, r9d
	jmp	*%r10

/* Without keys both WRPKRUs are jumped over, and nothing else changes. */
call_without_keys:
	movq	%gs:T_SHADOW, %rcx
	jmp	call_opened
return_without_keys:
	movq	%gs:T_SHADOW, %rcx
	jmp	return_opened

/* A CPU that has AVX, or no keys. EAX: the PKRU to come. */
.macro unusual close, closed
	testb	$FLAG_AVX, %gs:T_FLAGS
	jz	2f
#ifndef WITHOUT_SCRUB
	vzeroupper
	testb	$FLAG_AVX512, %gs:T_FLAGS
	jz	2f
	.irp	n, 16, 17, 18, 19, 20, 21, 22, 23, 24, 25, 26, 27, 28, 29, 30, 31
	vpxorq	%xmm\n, %xmm\n, %xmm\n
	.endr
	.irp	n, 0, 1, 2, 3, 4, 5, 6, 7
	kxorq	%k\n, %k\n, %k\n
	.endr
#endif
2:	testb	$FLAG_KEYS, %gs:T_FLAGS
	jnz	\close
	jmp	\closed
.endm
call_unusual:
	unusual	call_close, call_closed
return_unusual:
	unusual	return_close, return_closed

#ifndef WITHOUT_SCRUB
/* XMM registers that carry no argument. */
call_vectors:
	movzbl	G_VECTORS(%r11), %edx
	.irp	n, 7, 6, 5, 4, 3, 2, 1
	cmpl	$\n, %edx
	ja	call_cleared
	movaps	%xmm15, %xmm\n
	.endr
	jmp	call_cleared

/* Results in XMM0, XMM1 or on the x87 stack stay. */
return_vectors:
	testb	$4, %dil
	jnz	1f
	movaps	%xmm15, %xmm0
1:	testb	$8, %dil
	jnz	1f
	movaps	%xmm15, %xmm1
1:	testb	$16, %dil
	jnz	1f
	clear_multimedia
	jmp	return_cleared
1:	clear_multimedia_but_results
	jmp	return_cleared
#endif

return_control:
	ldmxcsr	F_MXCSR(%r11)
	fnclex					# else a pending exception would be raised by the next
	fldcw	F_CONTROL(%r11)
	jmp	return_controlled

call_special:
	testl	%ebx, %ebx
	jnz	call_slow
	# The API: already under PKRU 0, on the monitor's stack, on behalf of the cubicle that runs.
	addq	$FRAME_SIZE, %rcx
	movq	%rcx, %gs:T_SHADOW
	movq	%r13, %rcx
	movq	%r14, %rdx
	movq	%gs:T_MONITOR_RSP, %rsp
	call	*G_TARGET(%r11)
	movq	%rax, %xmm8
	movq	%gs:T_SHADOW, %rcx
	jmp	return_opened

/* Stack words, argument windows, or a callee without a key. */
call_slow:
	store	%gs:T_ARGUMENTS, , rdi, rsi, r14, r13, r8, r9
	movq	%rcx, %rbp
	movq	%r11, %r12
	movq	%gs:T_SELF, %rdi
	movq	%rcx, %rsi
	movq	%r11, %rdx
	movq	%rsp, %rcx
	movq	%gs:T_MONITOR_RSP, %rsp
	call	gate_prepare
	movq	%rax, %rsp
	movq	%r12, %r11
	movq	%rbp, %rcx
	movq	%rdx, %r12
	load	%gs:T_ARGUMENTS, , rdi, rsi, r14, r13, r8, r9
	jmp	call_prepared

return_slow:
	movq	%r11, %rbp
	movq	%gs:T_SELF, %rdi
	movq	%r11, %rsi
	movq	%gs:T_MONITOR_RSP, %rsp
	call	gate_finish
	movq	%rbp, %r11
	movq	%rax, %r12
	jmp	return_finished

/*
 * long caller_syscall(number, a, b, c, d, e): a system call under the PKRU of the cubicle that runs, so
 * that the kernel reads and writes only what the cubicle could. On the monitor's stack.
 */
function caller_syscall
	each	pushq, rbx, rbp, r12, r13, r14, r15
	movq	%rsp, %gs:T_SYSCALL_RSP
	movq	%rdi, %rbx
	movq	%rcx, %rbp
	movq	%r9, %r12
	movq	%rsi, %rdi
	movq	%rdx, %rsi
	movq	%r8, %r10
	movq	syscall_cookie, %r9
	testb	$FLAG_KEYS, %gs:T_FLAGS
	jz	1f
	movl	%gs:T_PKRU, %eax
	close_to_cubicle
1:	movl	%ebx, %eax
	movq	%rbp, %rdx
	movq	%r12, %r8
	syscall
	movq	%rax, %rbx
	xorl	%r9d, %r9d			# the cookie
	testb	$FLAG_KEYS, %gs:T_FLAGS
	jz	1f
	open_all
1:	movq	%gs:T_SYSCALL_RSP, %rsp
	testq	%rsp, %rsp			# 0: nobody called, somebody jumped
	jz	stop_syscall
	movq	$0, %gs:T_SYSCALL_RSP
	movq	%rbx, %rax
	each	popq, r15, r14, r13, r12, rbp, rbx
	ret

/*
 * The end of the signal handler (fault.S): back into the interrupted cubicle without rt_sigreturn. EAX
 * holds its PKRU. What is restored behind the WRPKRU lies where that cubicle can read it.
 */
function gate_resume
	testb	$FLAG_KEYS, %gs:T_FLAGS
	jz	1f
	close_to_cubicle
1:	movq	%gs:T_RESUME_SAVE, %rsp
	popfq
	each	popq, rax, rcx, rdx
	movq	%gs:T_RESUME_RSP, %rsp
	jmp	*%gs:T_RESUME_RIP

.macro each_vector instruction:vararg
	.irp	n, 0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15
	\instruction
	.endr
.endm

.macro each_low_vector instruction:vararg
	.irp	n, 0, 1, 2, 3, 4, 5, 6, 7
	\instruction
	.endr
.endm

/* What SYSCALL keeps, but for vectors, which come below RBP. RCX is on the stack already. */
.macro keep_registers
	pushq	%rbp
	movq	%rsp, %rbp
	each	pushq, rdi, rsi, rdx, r8, r9, r10
	pushfq
.endm

.macro restore_registers
	leaq	-56(%rbp), %rsp
	popfq
	each	popq, r10, r9, r8, rdx, rsi, rdi, rbp, rcx
	leaq	128(%rsp), %rsp
	jmp	*%rcx
.endm

/* The registers of a system call become those of a C function's arguments. RCX: the function. */
.macro call_handler
	subq	$16, %rsp
	movq	%r9, (%rsp)
	movq	%r8, %r9
	movq	%r10, %r8
	xchgq	%rcx, %rax			# RAX: where to; RCX: number
	movq	%rcx, %r10
	movq	%rdx, %rcx
	movq	%rsi, %rdx
	movq	%rdi, %rsi
	movq	%r10, %rdi
	cld
	call	*%rax
	addq	$16, %rsp
.endm

/*
 * A SYSCALL that the builder turned into UD2 goes on here, in the cubicle that executed it and with its
 * rights. RAX: number; RCX: address behind it; R11: row of the function table, or the function's
 * address where no cubicle is crossed. All registers but those three survive.
 *
 * One that it turned into a call comes to cubicle_trap_direct; or to cubicle_trap_direct_low, when its
 * object can have nothing in vector registers but in XMM0 to XMM7.
 */
function cubicle_trap_gate
	leaq	-128(%rsp), %rsp		# the red zone
	pushq	%rcx
	leaq	cubicle_gate_call(%rip), %rcx
	jmp	1f
function cubicle_trap_direct
	leaq	-128(%rsp), %rsp
	pushq	%rcx
	movq	%r11, %rcx
1:	keep_registers
	subq	$16 * 32, %rsp
	andq	$-32, %rsp
	testb	$FLAG_AVX, %gs:T_FLAGS
	jnz	2f
	each_vector movaps %xmm\n, 32 * \n(%rsp)
	jmp	3f
2:	each_vector vmovaps %ymm\n, 32 * \n(%rsp)
3:	call_handler
	testb	$FLAG_AVX, %gs:T_FLAGS
	jnz	2f
	each_vector movaps 32 * \n(%rsp), %xmm\n
	restore_registers
2:	each_vector vmovaps 32 * \n(%rsp), %ymm\n
	restore_registers

function cubicle_trap_direct_low
	leaq	-128(%rsp), %rsp
	pushq	%rcx
	movq	%r11, %rcx
	keep_registers
	subq	$8 * 16, %rsp
	andq	$-16, %rsp
	each_low_vector movaps %xmm\n, 16 * \n(%rsp)
	call_handler
	each_low_vector movaps 16 * \n(%rsp), %xmm\n
	restore_registers

	stop	pkru, STOP_PKRU
	stop	permission, STOP_PERMISSION
	.globl	stop_return
	stop	return, STOP_RETURN
	stop	syscall, STOP_SYSCALL
