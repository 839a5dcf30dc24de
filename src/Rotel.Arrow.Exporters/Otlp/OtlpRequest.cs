using Rotel.Arrow.Transport.Http;

namespace Rotel.Arrow.Exporters.Otlp;

/// <summary>One request, ready to be sent: encoded, compressed if so configured.</summary>
/// <param name="Body">Its bytes; whoever made the request owns one reference.</param>
/// <param name="IsCompressed">True when the bytes are in the destination's encoding.</param>
internal readonly record struct OtlpRequest(RequestBody Body, bool IsCompressed);
