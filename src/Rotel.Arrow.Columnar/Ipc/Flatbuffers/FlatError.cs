namespace Rotel.Arrow.Columnar.Ipc.Flatbuffers;

/// <summary>What is wrong with a flatbuffer.</summary>
internal static class FlatError
{
    internal static IpcException Outside(string what) =>
        new(IpcErrorCode.Malformed, null, $"metadata: {what} lies outside of the buffer");
}
