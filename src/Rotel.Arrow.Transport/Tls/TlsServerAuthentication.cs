using System.Net.Security;
using System.Security.Authentication;
using System.Security.Cryptography;
using System.Text;

namespace Rotel.Arrow.Transport.Tls;

/// <summary>
/// What <see cref="SslStream"/> wants for each new connection of a listener. Files are read again at most every ten
/// seconds while connections arrive, so a renewed certificate, key or authority is taken up without a restart; when
/// the new files are not usable the old ones stay and the failure is reported.
/// </summary>
/// <remarks>Thread-safe. TLS 1.2 and 1.3. Connections that are open keep what they were made with.</remarks>
public sealed class TlsServerAuthentication
{
    private static readonly TimeSpan s_checkEvery = TimeSpan.FromSeconds(10);

    private readonly TlsServerOptions _options;
    private readonly List<SslApplicationProtocol> _protocols;
    private readonly TimeProvider _time;
    private readonly Action<TransportOptionException> _reloadFailed;
    private readonly Lock _lock = new();
    private SslServerAuthenticationOptions _current;
    private byte[] _digest;
    private long _checkedAt;

    /// <summary>Loads and checks everything.</summary>
    /// <param name="options">Where the PEM is.</param>
    /// <param name="protocols">Application protocols in order of preference (ALPN).</param>
    /// <param name="time">For the ten seconds.</param>
    /// <param name="reloadFailed">Told when changed files are not usable.</param>
    /// <exception cref="TransportOptionException">Something is missing, unreadable or does not fit together.</exception>
    public TlsServerAuthentication(
        TlsServerOptions options, List<SslApplicationProtocol> protocols, TimeProvider time, Action<TransportOptionException> reloadFailed)
    {
        _options = options;
        _protocols = protocols;
        _time = time;
        _reloadFailed = reloadFailed;
        _checkedAt = time.GetTimestamp();
        _digest = Digest();
        _current = Load();
    }

    /// <summary>The options for a connection that begins now.</summary>
    public SslServerAuthenticationOptions Current()
    {
        if (_time.GetElapsedTime(Volatile.Read(ref _checkedAt)) < s_checkEvery)
        {
            return Volatile.Read(ref _current);
        }

        lock (_lock)
        {
            if (_time.GetElapsedTime(_checkedAt) >= s_checkEvery)
            {
                Reload();
                Volatile.Write(ref _checkedAt, _time.GetTimestamp());
            }

            return _current;
        }
    }

    private void Reload()
    {
        try
        {
            byte[] digest = Digest();
            if (!digest.AsSpan().SequenceEqual(_digest))
            {
                // Remembered first: a file that is not usable is reported once.
                _digest = digest;
                Volatile.Write(ref _current, Load());
            }
        }
        catch (TransportOptionException failure)
        {
            _reloadFailed(failure);
        }
    }

    private SslServerAuthenticationOptions Load() => new()
    {
        EnabledSslProtocols = SslProtocols.Tls12 | SslProtocols.Tls13,
        ApplicationProtocols = _protocols,
        ServerCertificateContext = PemCertificates.LoadWithKey(_options.Certificate, _options.Key),
        ClientCertificateRequired = _options.ClientCa is not null,
        CertificateChainPolicy = _options.ClientCa is null ? null : PemCertificates.TrustOnly(_options.ClientCa),
    };

    /// <summary>Tells whether something changed, without keeping the key's text.</summary>
    private byte[] Digest() => SHA256.HashData(Encoding.UTF8.GetBytes(
        string.Concat(_options.Certificate.Read(), _options.Key.Read(), _options.ClientCa?.Read())));
}
