# Vector and x87 state that goes through memory. What is loaded is what was saved, and what they share
# with FXSAVE.
	.intel_syntax noprefix
	.text

	.macro case name
	.balign 16, 0x90
	.globl \name
	.type \name, @function
\name:
	mov	eax, -1
	mov	edx, -1
	.endm
	.macro done name
	mov	eax, 1
	mov	ecx, dword ptr [rip + area + 24]	# MXCSR
	movzx	edx, word ptr [rip + area]		# x87 control word
	ret
	.size \name, . - \name
	.endm

case plain
	lea	r8, [rip + area]
	xsave	[r8]
	pxor	xmm0, xmm0
	mov	eax, -1
	mov	edx, -1
	xrstor	[r8]
	mov	r8d, 0
done plain

case wide
	mov	r8, offset area
	xsave64	[r8]
	pcmpeqd	xmm0, xmm0
	xrstor64 [r8]
	mov	r8d, 0
done wide

case relative_to_rip
	xsave	[rip + area]
	movaps	xmm0, xmm1
	xrstor	[rip + area]
done relative_to_rip

case behind_a_base
	lea	rbx, [rip + area - 64]
	xsave	[rbx + 64]
	pxor	xmm0, xmm0
	xrstor	[rbx + 64]
	lea	rsi, [rip + area - 4096]
	mov	ecx, 1024
	xrstor	[rsi + rcx * 4]
	mov	esi, 1
	mov	ebx, 1
done behind_a_base

case optimised
	xsaveopt [rip + area]
	pcmpeqd	xmm0, xmm0
	xrstor	[rip + area]
done optimised

case x87
	fldz
	fld1
	xsave	[rip + area]
	fninit
	xrstor	[rip + area]
	faddp
	fistp	qword ptr [rdi]
done x87

	.bss
	.balign	64
area:	.skip	16384
	.section .note.GNU-stack, "", @progbits
