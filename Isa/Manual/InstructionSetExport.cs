using System;
using System.IO;
using System.Text;
using System.Text.Json;

namespace AccelEmu.Isa;

/// <summary>The whole declaration of the instruction set for other tools.</summary>
public static class InstructionSetExport
{
    /// <summary>Version of the export's schema.</summary>
    public const int SchemaVersion = 1;

    /// <summary>
    /// JSON: <c>schema</c>, <c>version</c>, <c>header</c> fields, <c>instructions</c> (opcode, mnemonic, class, summary, fields with bits, kind, meaning and named values), <c>descriptor_fields</c>
    /// (kind, name, code, word) and <c>traps</c>.
    /// </summary>
    public static string ToJson()
    {
        using MemoryStream stream = new();
        using (Utf8JsonWriter json = new(stream, new JsonWriterOptions { Indented = true, NewLine = "\n" }))
        {
            json.WriteStartObject();
            json.WriteNumber("schema", SchemaVersion);
            json.WriteNumber("version", InstructionSet.Version);
            json.WriteNumber("word_bits", MachineWord.Bytes * 8);
            Header(json);
            json.WriteStartArray("instructions");
            foreach (InstructionInfo info in InstructionSet.All)
            {
                Instruction(json, info);
            }
            json.WriteEndArray();
            Descriptors(json);
            json.WriteStartArray("traps");
            foreach (TrapKind kind in Enum.GetValues<TrapKind>())
            {
                Named(json, SnakeCase.Name(kind), (int)kind);
            }
            json.WriteEndArray();
            json.WriteEndObject();
        }
        return Encoding.UTF8.GetString(stream.ToArray()) + "\n";
    }

    private static void Header(Utf8JsonWriter json)
    {
        json.WriteStartArray("header");
        foreach ((string name, int lo, int width) in new[]
        {
            ("opcode", 0, 8), ("predicate", 8, 4), ("negated", 12, 1), ("instance", 13, 3), ("wait0", 16, 8), ("wait1", 24, 8), ("signal0", 32, 8), ("signal1", 40, 8),
        })
        {
            json.WriteStartObject();
            json.WriteString("name", name);
            json.WriteNumber("lo", lo);
            json.WriteNumber("width", width);
            json.WriteEndObject();
        }
        json.WriteEndArray();
    }

    private static void Instruction(Utf8JsonWriter json, InstructionInfo info)
    {
        json.WriteStartObject();
        json.WriteNumber("opcode", (int)info.Opcode);
        json.WriteString("mnemonic", info.Mnemonic);
        json.WriteString("name", info.Type.Name);
        json.WriteString("class", SnakeCase.Name(info.Class));
        json.WriteString("summary", info.Summary);
        json.WriteString("usage", WordParser.Usage(info));
        json.WriteStartArray("fields");
        foreach (FieldLayout field in info.Fields)
        {
            json.WriteStartObject();
            json.WriteString("name", field.Name);
            json.WriteString("kind", SnakeCase.Name(field.Kind));
            json.WriteNumber("lo", field.Lo);
            json.WriteNumber("width", field.Width);
            json.WriteBoolean("positional", field.IsPositional);
            json.WriteString("meaning", field.Doc);
            if (!field.Values.IsEmpty)
            {
                json.WriteString("enumeration", field.Enumeration);
                json.WriteStartArray("values");
                foreach ((string name, int number) in field.Values)
                {
                    Named(json, name, number);
                }
                json.WriteEndArray();
            }
            json.WriteEndObject();
        }
        json.WriteEndArray();
        json.WriteEndObject();
    }

    private static void Descriptors(Utf8JsonWriter json)
    {
        json.WriteStartArray("descriptor_fields");
        foreach (DescriptorField field in DescriptorFields.All)
        {
            json.WriteStartObject();
            json.WriteString("kind", DescriptorFields.KindName(field.Kind()));
            json.WriteString("name", field.Name());
            json.WriteNumber("code", (int)field);
            json.WriteNumber("word", field.Index());
            json.WriteString("meaning", DescriptorDocs.All[field].Meaning);
            json.WriteString("legal", DescriptorDocs.All[field].Legal);
            json.WriteEndObject();
        }
        json.WriteEndArray();
    }

    private static void Named(Utf8JsonWriter json, string name, int number)
    {
        json.WriteStartObject();
        json.WriteString("name", name);
        json.WriteNumber("number", number);
        json.WriteEndObject();
    }
}
