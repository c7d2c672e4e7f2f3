namespace AccelEmu.Isa;

/// <summary>The manual's prose.</summary>
internal static class ManualText
{
    public const string Introduction = """
        # The instruction set

        Generated from the declarations in `Isa/Instructions`; do not edit. A test compares this page with the generator, and
        `ACCELEMU_UPDATE_GOLDEN=1` rewrites it.

        ## Words

        An instruction is one word of 128 bits, stored little-endian. Bits 0..47 are the header, the rest is the body. Bits no field
        covers are reserved: they are zero, and a program with another value is refused. Opcode 0x00 is never valid; 0x70..0x9F are
        reserved for training, 0xC0..0xFF for extensions by users. Encodings never change with the machine.

        """;

    public const string Semantics = """
        ## How a program runs

        **Order.** The meaning of a program is the order of its instructions on each core. The control unit `ctl` executes control and
        descriptor instructions itself; a unit instruction is handed to its unit's queue with registers, predicates and descriptors as they
        are at that moment. Overlap of units is a matter of time, not of meaning.

        **One instruction**: predicate, waits, effect, signals. When the predicate does not hold the instruction is skipped whole: no wait, no
        effect, no signal. Both waits are taken together or not at all. An instruction that traps has had no effect: its waits are given back.

        **Semaphores.** Each is declared with one producing and one consuming unit, each on one core, and an initial number of credits. The n-th
        wait pairs with the (n − initial)-th signal. A number names a semaphore on the cores of its two units. A wait that no signal can
        answer, because its producer is this core and program order has passed it, traps `deadlock`; a wait for another core suspends the core, and when all
        cores are suspended the run ends deadlocked. Only the declared consumer may wait and only the declared producer may signal; the loader checks it.

        **Memories.** DRAM is shared by all cores; scratchpad and accumulator belong to a core. All are addressed in bytes, little-endian, and hold
        zero at power-on. A tile lies at base + offset and must stay within [base, base + extent) and within the memory, or the instruction traps
        `out_of_bounds` before any effect.

        **Registers.** Each core has 32 scalar registers of 64 bits, 16 predicates (p0 is always true and cannot be written) and 64 descriptors. All but p0 are
        zero, false or absent at power-on. A program cannot read time.

        **Loops and calls.** Loop bodies nest; control enters a body only through its `loop`, and leaves it only at its end, by `ret`, or by `halt`. At most
        8 loops and 16 calls are active. Running off the code traps `control_flow`.

        **Sums.** A matrix instruction ends with `keep` (sums stay in accumulator memory) or `drain` (bias, requantisation, output zero point, first clamp, residual, second
        clamp, look-up table, in this order; the sums' range is then zero). Integers wrap in int32 or int64, so their order does not matter. Floats accumulate in
        fp32 with one fused multiply-add a term, in increasing K, starting at +0 or the kept value. The K order of a convolution is channel block of 16, then kernel row,
        kernel column, channel in block; padded taps are multiplied as zero. Float reductions of the vector unit put element i into partial i mod 16
        and combine partials 8-4-2-1. Every NaN that is computed is 0x7FC00000.

        **Layouts.** `plain` is row-major by byte strides. `panel` is [N/16][K/g][16][g] with g = 32 / bits: sixteen columns side by side, g consecutive K of a column in
        one 32-bit lane, tails zero; stride 0 is the distance of panels, stride 1 the distance of groups or experts. `panel_sums` adds sixteen int32 column sums behind each
        panel. Elements of less than a byte are packed low bits first; rows begin at a byte, odd tails are zero.

        **Sparse tiles.** `bitmask`: non-zero elements in row-major order, back to back; one mask bit an element in the metadata area, low bit first, rows padded to a byte.

        """;

    public const string Assembly = """
        ## Assembly

        ```
        label:  [@p3 |@!p3 ]mnemonic[.unit] operand, operand, name=value, flag [wait=s1,s2] [signal=s3,s4]
        ```

        Comments begin with `;` or `#`. Positional operands come in the order of the tables below, optional ones by name in any order. `.unit` is `ldq` or `stq` for moves, `mx0`..`mx7`
        for matrix instructions and `vx0`..`vx7` for vector instructions; the first is the default. Labels that begin with a dot are local: they do not become symbols. Numbers are decimal,
        `0x` or `0b`; expressions have C's operators on 64-bit integers, and `f32(1.5)` is the bits of a binary32 number. Labels, constants, templates, kernel tables and semaphores are
        named where they are declared. A descriptor's field is written `d3.pad_top`.

        """;
}
