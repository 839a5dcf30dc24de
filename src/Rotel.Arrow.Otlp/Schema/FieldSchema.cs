using System.Text;
using System.Text.Json;
using Rotel.Arrow.Otlp.Wire;

namespace Rotel.Arrow.Otlp.Schema;

/// <summary>One field of an OTLP message, as the validator, the JSON reader and the JSON writer need it.</summary>
internal sealed class FieldSchema
{
    internal const int NoOneof = -1;

    internal FieldSchema(int number, string name, FieldKind kind)
    {
        Number = number;
        Name = name;
        Kind = kind;
        WireType = kind.WireType();
        string camel = ToLowerCamel(name);
        JsonText = JsonEncodedText.Encode(camel);
        NameUtf8 = Encoding.ASCII.GetBytes(name);
        JsonNameUtf8 = Encoding.ASCII.GetBytes(camel);
    }

    internal int Number { get; }

    /// <summary>The name in the .proto file: snake_case.</summary>
    internal string Name { get; }

    /// <summary>The name in JSON: lowerCamelCase.</summary>
    internal string JsonName => JsonText.Value;

    internal JsonEncodedText JsonText { get; }

    internal byte[] NameUtf8 { get; }

    internal byte[] JsonNameUtf8 { get; }

    internal FieldKind Kind { get; }

    /// <summary>Framing of one value; a repeated scalar may come packed instead (<see cref="CanBePacked"/>).</summary>
    internal WireType WireType { get; }

    /// <summary>Position in <see cref="MessageSchema.Fields"/>.</summary>
    internal int Ordinal { get; set; }

    /// <summary>Type of a message field.</summary>
    internal MessageSchema? Message { get; init; }

    /// <summary>Names of the values of an enum field.</summary>
    internal EnumSchema? Enum { get; init; }

    internal FieldRole Role { get; init; }

    internal bool Repeated { get; init; }

    /// <summary>Number of the oneof of the message that the field belongs to, or <see cref="NoOneof"/>.</summary>
    internal int Oneof { get; init; } = NoOneof;

    /// <summary>"optional" in the .proto file.</summary>
    internal bool Optional { get; init; }

    /// <summary>True when absent and default differ: the field is written even with its default value.</summary>
    internal bool HasPresence => Optional || Oneof != NoOneof || Kind == FieldKind.Message;

    internal bool CanBePacked => Repeated && Kind.IsScalar();

    private static string ToLowerCamel(string name)
    {
        var camel = new StringBuilder(name.Length);
        bool upper = false;
        foreach (char c in name)
        {
            if (c == '_')
            {
                upper = true;
                continue;
            }

            camel.Append(upper ? char.ToUpperInvariant(c) : c);
            upper = false;
        }

        return camel.ToString();
    }
}
