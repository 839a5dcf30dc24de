namespace Rotel.Arrow.Receivers.Otlp;

/// <summary>Closed once, when the process begins to stop; then new requests are refused and may be sent elsewhere.</summary>
internal sealed class AdmissionGate
{
    private volatile bool _isClosed;

    /// <summary>True after <see cref="Close"/>.</summary>
    internal bool IsClosed => _isClosed;

    internal void Close() => _isClosed = true;
}
