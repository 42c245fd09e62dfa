# Trampolines. One slot of 32 bytes each, filled up with INT3, in the order of the function table.
        .section .cubicle.trampolines, "ax", @progbits

        .balign 32, 0xcc
        .globl  cubicle.call.cubicle_syscall
        .type   cubicle.call.cubicle_syscall, @function
        .size   cubicle.call.cubicle_syscall, 11
cubicle.call.cubicle_syscall:   # in monitor, for print
        mov     $0, %r11d
        jmp     cubicle_gate_call

        .balign 32, 0xcc
        .globl  cubicle.pointer.ascending
        .type   cubicle.pointer.ascending, @function
        .size   cubicle.pointer.ascending, 26
cubicle.pointer.ascending:   # in app: address escapes; for everyone
        cmpl    $cubicle.number.1, %gs:0x10
        je      ascending
        mov     $2, %r11d
        jmp     cubicle_gate_call

        .balign 32, 0xcc
        .globl  cubicle.pointer.descending
        .type   cubicle.pointer.descending, @function
        .size   cubicle.pointer.descending, 26
cubicle.pointer.descending:   # in app: address escapes; for everyone
        cmpl    $cubicle.number.1, %gs:0x10
        je      descending
        mov     $3, %r11d
        jmp     cubicle_gate_call

        .balign 32, 0xcc
        .globl  cubicle.pointer.own
        .type   cubicle.pointer.own, @function
        .size   cubicle.pointer.own, 26
cubicle.pointer.own:   # in app: address escapes; for everyone
        cmpl    $cubicle.number.1, %gs:0x10
        je      own
        mov     $4, %r11d
        jmp     cubicle_gate_call

        .balign 32, 0xcc
        .globl  cubicle.pointer.add
        .type   cubicle.pointer.add, @function
        .size   cubicle.pointer.add, 26
cubicle.pointer.add:   # in library: address escapes; for everyone
        cmpl    $cubicle.number.2, %gs:0x10
        je      add
        mov     $5, %r11d
        jmp     cubicle_gate_call

        .balign 32, 0xcc
        .globl  cubicle.call.classify
        .type   cubicle.call.classify, @function
        .size   cubicle.call.classify, 11
cubicle.call.classify:   # in library, for app
        mov     $6, %r11d
        jmp     cubicle_gate_call

        .balign 32, 0xcc
        .globl  cubicle.pointer.hidden
        .type   cubicle.pointer.hidden, @function
        .size   cubicle.pointer.hidden, 26
cubicle.pointer.hidden:   # in library: address escapes; for everyone
        cmpl    $cubicle.number.2, %gs:0x10
        je      hidden
        mov     $7, %r11d
        jmp     cubicle_gate_call

        .balign 32, 0xcc
        .globl  cubicle.call.interpret
        .type   cubicle.call.interpret, @function
        .size   cubicle.call.interpret, 11
cubicle.call.interpret:   # in library, for app
        mov     $8, %r11d
        jmp     cubicle_gate_call

        .balign 32, 0xcc
        .globl  cubicle.call.library_apply
        .type   cubicle.call.library_apply, @function
        .size   cubicle.call.library_apply, 11
cubicle.call.library_apply:   # in library, for app
        mov     $9, %r11d
        jmp     cubicle_gate_call

        .balign 32, 0xcc
        .globl  cubicle.call.library_entries
        .type   cubicle.call.library_entries, @function
        .size   cubicle.call.library_entries, 11
cubicle.call.library_entries:   # in library, for app
        mov     $10, %r11d
        jmp     cubicle_gate_call

        .balign 32, 0xcc
        .globl  cubicle.call.library_find
        .type   cubicle.call.library_find, @function
        .size   cubicle.call.library_find, 11
cubicle.call.library_find:   # in library, for app
        mov     $11, %r11d
        jmp     cubicle_gate_call

        .balign 32, 0xcc
        .globl  cubicle.call.library_hidden
        .type   cubicle.call.library_hidden, @function
        .size   cubicle.call.library_hidden, 11
cubicle.call.library_hidden:   # in library, for app
        mov     $12, %r11d
        jmp     cubicle_gate_call

        .balign 32, 0xcc
        .globl  cubicle.call.library_is_add
        .type   cubicle.call.library_is_add, @function
        .size   cubicle.call.library_is_add, 11
cubicle.call.library_is_add:   # in library, for app
        mov     $13, %r11d
        jmp     cubicle_gate_call

        .balign 32, 0xcc
        .globl  cubicle.pointer.multiply
        .type   cubicle.pointer.multiply, @function
        .size   cubicle.pointer.multiply, 26
cubicle.pointer.multiply:   # in library: address escapes; for everyone
        cmpl    $cubicle.number.2, %gs:0x10
        je      multiply
        mov     $14, %r11d
        jmp     cubicle_gate_call

        .balign 32, 0xcc
        .globl  cubicle.pointer.subtract
        .type   cubicle.pointer.subtract, @function
        .size   cubicle.pointer.subtract, 26
cubicle.pointer.subtract:   # in library: address escapes; for everyone
        cmpl    $cubicle.number.2, %gs:0x10
        je      subtract
        mov     $15, %r11d
        jmp     cubicle_gate_call

        .balign 32, 0xcc
        .globl  cubicle.call.print
        .type   cubicle.call.print, @function
        .size   cubicle.call.print, 11
cubicle.call.print:   # in print, for app
        mov     $16, %r11d
        jmp     cubicle_gate_call

        .balign 32, 0xcc
        .section .note.GNU-stack, "", @progbits
