using System.Text.Encodings.Web;
using System.Text.Json;

namespace Rotel.Arrow.Otap.Dump;

/// <summary>Names and texts of a sender on one line of a terminal: control characters and quotes escaped as in JSON.</summary>
internal static class PrintableName
{
    internal static string Of(string name) => JsonEncodedText.Encode(name, JavaScriptEncoder.UnsafeRelaxedJsonEscaping).Value;
}
