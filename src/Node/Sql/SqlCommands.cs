using System.Data.Common;

namespace ModelCluster.Node.Sql;

/// <summary>Plain commands with named parameters; a parameter's value is a string or a long.</summary>
internal static class SqlCommands
{
    /// <summary>Makes a command; the caller disposes it.</summary>
    internal static DbCommand Command(this DbConnection connection, string sql, params ReadOnlySpan<(string Name, object Value)> parameters)
    {
        var command = connection.CreateCommand();
        command.CommandText = sql;
        foreach (var (name, value) in parameters)
        {
            var parameter = command.CreateParameter();
            (parameter.ParameterName, parameter.Value) = (name, value);
            command.Parameters.Add(parameter);
        }

        return command;
    }

    /// <summary>Runs statements without results; returns the rows they changed.</summary>
    internal static async Task<int> ExecuteAsync(
        this DbConnection connection, string sql, DbTransaction? transaction = null, params (string Name, object Value)[] parameters)
    {
        await using var command = connection.Command(sql, parameters);
        command.Transaction = transaction;
        return await command.ExecuteNonQueryAsync();
    }

    /// <summary>Runs a query for one number; null for no row or a null.</summary>
    internal static async Task<long?> ReadNumberAsync(
        this DbConnection connection, string sql, DbTransaction? transaction = null, params (string Name, object Value)[] parameters)
    {
        await using var command = connection.Command(sql, parameters);
        command.Transaction = transaction;
        return await command.ExecuteScalarAsync() is { } value and not DBNull ? Convert.ToInt64(value) : null;
    }
}
