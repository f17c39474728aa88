namespace ModelCluster.Actors.Serving.Mailbox;

/// <summary>What a mailbox does with requests.</summary>
public enum MailboxGate
{
    /// <summary>Takes them and has them run.</summary>
    Open,

    /// <summary>Takes them, within its bound and their deadlines, and has none run.</summary>
    Paused,

    /// <summary>Takes none, and has those run that it took.</summary>
    Drained,
}
