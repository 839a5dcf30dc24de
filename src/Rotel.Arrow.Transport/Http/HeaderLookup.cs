using System.Net.Http.Headers;

namespace Rotel.Arrow.Transport.Http;

/// <summary>Reads header values as they came, without parsing or validating the other ones.</summary>
public static class HeaderLookup
{
    /// <summary>The value of a header, several of them joined by commas; null when it is absent.</summary>
    public static string? Find(this HttpHeaders headers, string name) =>
        headers.NonValidated.TryGetValues(name, out HeaderStringValues values) ? values.ToString() : null;
}
