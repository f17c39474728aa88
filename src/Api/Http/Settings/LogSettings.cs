using Microsoft.Extensions.Logging;
using ModelCluster.Api.Http.Json;

namespace ModelCluster.Api.Http.Settings;

/// <summary>
/// The logging extension's settings. The protocol has a switch per level; this server has one lowest level, so a level can
/// only be off when those below it are.
/// </summary>
internal struct LogSettings
{
    private bool _error;
    private bool _warning;
    private bool _info;
    private long _verbose;

    /// <summary>Verbose level 1 is debug, 2 and above is trace.</summary>
    public static LogSettings From(LogLevel minimum) => new()
    {
        _error = minimum <= LogLevel.Error,
        _warning = minimum <= LogLevel.Warning,
        _info = minimum <= LogLevel.Information,
        _verbose = minimum switch
        {
            LogLevel.Trace => 2,
            LogLevel.Debug => 1,
            _ => 0,
        },
    };

    /// <summary>Errors are written.</summary>
    public readonly bool Error => _error;

    /// <summary>Warnings are written.</summary>
    public readonly bool Warning => _warning;

    /// <summary>Information is written.</summary>
    public readonly bool Info => _info;

    /// <summary>0, 1 or 2.</summary>
    public readonly long Verbose => _verbose;

    /// <summary>Takes an object of settings; those that it does not have stay.</summary>
    /// <exception cref="ProblemException">400: a setting that would have no effect, or is none.</exception>
    public void Read(ref JsonCursor json, PooledBuffer scratch)
    {
        json.Expect('{', "'{'");
        var isFirst = true;
        while (json.NextMember(ref isFirst, scratch, out var name))
            ReadOne(ref json, name, scratch);
        json.ExpectEnd();
    }

    /// <summary>The lowest level that these settings mean.</summary>
    /// <exception cref="ProblemException">400: a level is off although one below it is on.</exception>
    public readonly LogLevel ToLevel()
    {
        if ((_verbose > 0 && !_info) || (_info && !_warning) || (_warning && !_error))
        {
            throw ProblemException.BadRequest(
                "log levels are switched from the lowest up: log_verbose_level needs log_info, log_info needs log_warning, log_warning needs log_error");
        }

        return (_verbose, _info, _warning, _error) switch
        {
            ( >= 2, _, _, _) => LogLevel.Trace,
            (1, _, _, _) => LogLevel.Debug,
            (_, true, _, _) => LogLevel.Information,
            (_, _, true, _) => LogLevel.Warning,
            (_, _, _, true) => LogLevel.Error,
            _ => LogLevel.None,
        };
    }

    private void ReadOne(ref JsonCursor json, scoped ReadOnlySpan<byte> name, PooledBuffer scratch)
    {
        if (name.SequenceEqual("log_error"u8))
        {
            _error = json.ReadBoolean(scratch, "'log_error', true or false");
        }
        else if (name.SequenceEqual("log_warning"u8))
        {
            _warning = json.ReadBoolean(scratch, "'log_warning', true or false");
        }
        else if (name.SequenceEqual("log_info"u8))
        {
            _info = json.ReadBoolean(scratch, "'log_info', true or false");
        }
        else if (name.SequenceEqual("log_verbose_level"u8))
        {
            _verbose = json.ReadInt64(scratch, "'log_verbose_level', 0 (off), 1 (debug) or 2 (trace)");
            if (_verbose < 0)
                throw ProblemException.BadRequest("'log_verbose_level' must be 0 (off), 1 (debug) or 2 (trace)");
        }
        else
        {
            throw ProblemException.BadRequest(
                $"log setting '{JsonCursor.Printable(name)}' cannot be changed; log_error, log_warning, log_info and log_verbose_level can");
        }
    }
}
