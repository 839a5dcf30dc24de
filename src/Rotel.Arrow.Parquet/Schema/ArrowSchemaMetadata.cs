using Apache.Arrow.Ipc;

namespace Rotel.Arrow.Parquet.Schema;

/// <summary>
/// The footer entry ARROW:schema: base64 of the encapsulated IPC Schema message (continuation, length, flatbuffer; no
/// end-of-stream). It gives dictionary types, zone names, durations and large types back to Arrow readers.
/// </summary>
internal static class ArrowSchemaMetadata
{
    public const string Key = "ARROW:schema";

    public static string Encode(Apache.Arrow.Schema schema)
    {
        using var stream = new MemoryStream();
        using var writer = new ArrowStreamWriter(stream, schema, leaveOpen: true);
        writer.WriteStart();
        return Convert.ToBase64String(stream.GetBuffer(), 0, (int)stream.Length);
    }
}
