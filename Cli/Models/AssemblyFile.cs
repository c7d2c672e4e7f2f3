using System.IO;
using AccelEmu.Isa;

namespace AccelEmu.Cli;

/// <summary>Assembly text in files; includes are looked for beside the including file.</summary>
internal static class AssemblyFile
{
    public static MachineProgram Assemble(string path)
    {
        if (!File.Exists(path))
        {
            throw new CliException($"'{path}': no such file");
        }
        string folder = Path.GetDirectoryName(Path.GetFullPath(path))!;
        return Assembler.Assemble(File.ReadAllText(path), path, include =>
        {
            string file = Path.Combine(folder, include);
            return File.Exists(file) ? File.ReadAllText(file) : null;
        });
    }
}
