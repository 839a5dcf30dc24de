namespace Rotel.Arrow.Columnar.Ipc.Flatbuffers;

/// <summary>
/// Tables that may still be visited in one message's metadata. A table takes at least 8 bytes of a buffer (4 itself, 4
/// of its vtable, which many can share), so a buffer of n bytes without shared children has fewer than n of them.
/// </summary>
internal sealed class FlatBudget
{
    private int _left;
    private int _textLeft;

    /// <summary>Starts the count for a message.</summary>
    internal void Reset(int metadataBytes)
    {
        _left = metadataBytes;
        _textLeft = metadataBytes;
    }

    /// <summary>Counts one table.</summary>
    internal void TakeTable()
    {
        if (--_left < 0)
        {
            throw new IpcException(IpcErrorCode.Malformed, null, "metadata refers to more tables than it can hold");
        }
    }

    /// <summary>Counts the bytes of a string, of which many references may share one.</summary>
    internal void TakeText(int bytes)
    {
        if ((_textLeft -= bytes) < 0)
        {
            throw new IpcException(IpcErrorCode.Malformed, null, "metadata refers to more text than it can hold");
        }
    }
}
