using System.Text;

namespace Rotel.Arrow.Transport.Http;

/// <summary>User name and password (RFC 7617). Never printed.</summary>
public sealed record BasicCredentials(string Username, string Password)
{
    /// <summary>The value of the Authorization header.</summary>
    public string ToHeaderValue() =>
        "Basic " + Convert.ToBase64String(Encoding.UTF8.GetBytes($"{Username}:{Password}"));

    /// <summary>Hides both.</summary>
    public override string ToString() => "basic credentials";
}
