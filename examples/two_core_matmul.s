; result = a · b on two cores, 16 columns each; core 0 then finds the largest column of every row.
; Core 1 tells core 0 by one remote semaphore that its half is in DRAM.
;
;   accelemu run examples/two_core_matmul.s --machine edge --cores 2 --races
.name "two_core_matmul"
.memory dram=1680 scratchpad=2304 accumulator=256

.equ ROWS 4
.equ DEPTH 32
.equ COLUMNS 32
.equ A 0
.equ B 128
.equ RESULT 1152
.equ BEST 1664

.template a_dram tile dims=ROWS,DEPTH strides=DEPTH,1 base=A extent=128
.template a_tile tile dims=ROWS,DEPTH strides=DEPTH,1 space=scratchpad base=0 extent=128
.template b_dram tile dims=DEPTH,16 strides=COLUMNS,1 base=B extent=1024
.template b_tile tile dims=DEPTH,16 strides=16,1 space=scratchpad base=128 extent=512
.template sums tile dims=ROWS,16 strides=64,4 space=accumulator extent=256 dtype=i32
.template half_tile tile dims=ROWS,16 strides=64,4 space=scratchpad base=640 extent=256 dtype=i32
.template half_dram tile dims=ROWS,16 strides=128,4 base=RESULT extent=512 dtype=i32
.template whole_dram tile dims=ROWS,COLUMNS strides=128,4 base=RESULT extent=512 dtype=i32
.template whole_tile tile dims=ROWS,COLUMNS strides=128,4 space=scratchpad base=1024 extent=512 dtype=i32
.template best_tile tile dims=ROWS,1 strides=4,4 space=scratchpad base=1536 extent=16 dtype=i32
.template best_dram tile dims=ROWS,1 strides=4,4 base=BEST extent=16 dtype=i32
.template plain drain mode=none

.semaphore "loaded0" id=1 producer=ldq consumer=mx0 initial=0 producer_core=0 consumer_core=0
.semaphore "computed0" id=2 producer=mx0 consumer=stq initial=0 producer_core=0 consumer_core=0
.semaphore "stored0" id=3 producer=stq consumer=ldq initial=0 producer_core=0 consumer_core=0
.semaphore "gathered" id=4 producer=ldq consumer=vx0 initial=0 producer_core=0 consumer_core=0
.semaphore "found" id=5 producer=vx0 consumer=stq initial=0 producer_core=0 consumer_core=0
.semaphore "loaded1" id=1 producer=ldq consumer=mx0 initial=0 producer_core=1 consumer_core=1
.semaphore "computed1" id=2 producer=mx0 consumer=stq initial=0 producer_core=1 consumer_core=1
.semaphore "right_half" id=6 producer=stq consumer=ldq initial=0 producer_core=1 consumer_core=0

.bind input "a" type=i8 shape=ROWS,DEPTH address=A
.bind input "b" type=i8 shape=DEPTH,COLUMNS address=B
.bind output "result" type=i32 shape=ROWS,COLUMNS address=RESULT
.bind output "best" type=i32 shape=ROWS,1 address=BEST

.core 0
.entry 0
    dload d0, a_tile
    dload d1, a_dram
    move.ldq d0, d1
    dload d2, b_tile
    dload d3, b_dram
    move.ldq d2, d3 signal=loaded0
    dload d4, sums
    dload d5, half_tile
    dload d6, plain
    matmul d4, d0, d2, disposition=drain, out=d5, drain=d6 wait=loaded0 signal=computed0
    dload d7, half_dram
    move.stq d7, d5 wait=computed0 signal=stored0
    dload d8, whole_tile
    dload d9, whole_dram
    move.ldq d8, d9 wait=stored0,right_half signal=gathered
    dload d10, best_tile
    vreduce arg_max, d10, d8, 1 wait=gathered signal=found
    dload d11, best_dram
    move.stq d11, d10 wait=found
    halt

.core 1
.entry 0
    dload d0, a_tile
    dload d1, a_dram
    move.ldq d0, d1
    dload d2, b_tile
    dload d3, b_dram
    dset d3.offset, 16
    move.ldq d2, d3 signal=loaded1
    dload d4, sums
    dload d5, half_tile
    dload d6, plain
    matmul d4, d0, d2, disposition=drain, out=d5, drain=d6 wait=loaded1 signal=computed1
    dload d7, half_dram
    dset d7.offset, 64
    move.stq d7, d5 wait=computed1 signal=right_half
    halt
