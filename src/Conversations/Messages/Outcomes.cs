using System.Globalization;
using Conversations.Customers;
using Conversations.Journeys;
using Conversations.Threads;

namespace Conversations.Messages;

/// <summary>What became of a claimed touch: the answer of the call, the statuses, or nothing.</summary>
internal static class Outcomes
{
    /// <summary>After so long without an outcome a claim is unknown for good.</summary>
    public static TimeSpan UnknownAfter { get; } = TimeSpan.FromMinutes(15);

    /// <summary>A failure without a code; 0 would be an invalid access token and stop the number.</summary>
    private const int NoCode = -1;

    public static void Accepted(Deciding deciding, CustomerInput.SendAccepted accepted)
    {
        if (deciding.Touch(accepted.TouchId) is not { State: not (TouchState.SlotWanted or TouchState.Retrying or TouchState.Dropped) } touch || touch.Attempt != accepted.Attempt)
        {
            deciding.Ignore("the outcome of a touch that is no longer known");
            return;
        }

        if (accepted.WaId is { } waId && waId != deciding.Customer.WaId)
        {
            deciding.Customer = deciding.Customer with { WaId = waId };
        }

        if (touch.State is TouchState.Claimed or TouchState.Unknown)
        {
            Accept(deciding, touch, accepted.Wamid);
        }
        else
        {
            deciding.Ignore("the outcome is known");
        }
    }

    public static void Rejected(Deciding deciding, CustomerInput.SendRejected rejected)
    {
        if (deciding.Touch(rejected.TouchId) is { State: TouchState.Claimed or TouchState.Unknown } touch && touch.Attempt == rejected.Attempt)
        {
            Failures.Failed(deciding, touch, rejected.Code, rejected.Detail);
        }
        else
        {
            deciding.Ignore("the outcome is known");
        }
    }

    public static void Unknown(Deciding deciding, CustomerInput.SendUnknown unknown)
    {
        if (deciding.Touch(unknown.TouchId) is not { State: TouchState.Claimed } touch || touch.Attempt != unknown.Attempt)
        {
            deciding.Ignore("the outcome is known");
            return;
        }

        deciding.Put(touch with { State = TouchState.Unknown });
        Show(deciding, touch, "unknown");
        deciding.Note("touch.unknown", $"The answer to {Sending.Name(touch)} was lost ({unknown.Reason}): it is never sent again; a status may still tell.", Sending.Data(touch, ("reason", unknown.Reason)));
    }

    /// <summary>A status webhook: never downward, whatever the order.</summary>
    public static void Reported(Deciding deciding, CustomerInput.DeliveryReported reported)
    {
        var key = Effect.Send.Parse(reported.TouchKey);
        var touch = Addressed(deciding, key) ?? deciding.Customer.Touches.FirstOrDefault(one => one.Wamid == reported.Wamid);
        if (touch is null || (key is { } parsed && parsed.Attempt != touch.Attempt))
        {
            deciding.Note("delivery.unmatched", $"WhatsApp reported {Sayings.Word(reported.Status)} for a message that is not, or no longer, kept here.", ("status", Sayings.Word(reported.Status)));
            return;
        }

        if (touch.State is TouchState.SlotWanted or TouchState.Retrying or TouchState.Dropped)
        {
            deciding.Ignore("a status of an attempt that was not made");
            return;
        }

        if (reported.Status == DeliveryStatus.Failed)
        {
            if (touch.State is TouchState.Claimed or TouchState.Unknown or TouchState.Accepted or TouchState.Sent)
            {
                Failures.Failed(deciding, touch with { Wamid = reported.Wamid }, reported.ErrorCode ?? NoCode, reported.ErrorDetail);
            }
            else
            {
                deciding.Ignore($"a failure after {Sayings.Word(touch.State)}");
            }

            return;
        }

        if (touch.State is TouchState.Claimed or TouchState.Unknown)
        {
            touch = Accept(deciding, touch, reported.Wamid);
        }

        Climb(deciding, touch, reported.Status);
    }

    /// <summary>Time's part: claims without an outcome, and retries that are due.</summary>
    public static void Settle(Deciding deciding)
    {
        foreach (var touch in deciding.Customer.Touches)
        {
            if (touch.DueAt is not { } due || due > deciding.Now)
            {
                continue;
            }

            if (touch.State == TouchState.Retrying)
            {
                Sending.Retry(deciding, touch);
            }
            else if (touch.State is TouchState.Claimed or TouchState.Unknown)
            {
                Finally(deciding, touch);
            }
        }
    }

    /// <summary>Shows a touch in the conversation, or its new status.</summary>
    public static void Show(Deciding deciding, Touch touch, string status)
    {
        var by = touch.Origin switch
        {
            TouchOrigin.Answer => "assistant",
            TouchOrigin.Operator => touch.By ?? deciding.Customer.Thread.Operator ?? "operator",
            _ => "engine",
        };
        Lines.Out(deciding, touch.Id, touch.Message, status, by, touch.ClaimedAt ?? deciding.Now);
    }

    /// <summary>Our key names the customer that sent it: one merged into this one has its touches here under its own name.</summary>
    private static Touch? Addressed(Deciding deciding, (Identity.StoreId Store, Identity.CustomerId Customer, string TouchId, int Attempt)? key) => key is { } known
        ? deciding.Touch(known.Customer == deciding.Customer.Id ? known.TouchId : Merging.Renamed(known.Customer, known.TouchId))
        : null;

    private static Touch Accept(Deciding deciding, Touch touch, string wamid)
    {
        var accepted = touch with { State = TouchState.Accepted, AcceptedAt = deciding.Now, Wamid = wamid, DueAt = null };
        deciding.Put(accepted);
        if (touch.Purpose == Purpose.Marketing)
        {
            deciding.Customer = deciding.Customer with { Unnoticed = deciding.Customer.Unnoticed + 1 };
        }

        Show(deciding, accepted, "accepted");
        deciding.Note("touch.accepted", $"WhatsApp accepted {Sending.Name(touch)}.", Sending.Data(accepted, ("wamid", wamid)));
        Forward(deciding, accepted, deciding.Now);
        Attention.Delivered(deciding, accepted);
        return accepted;
    }

    private static void Climb(Deciding deciding, Touch touch, DeliveryStatus status)
    {
        var state = status switch
        {
            DeliveryStatus.Sent => TouchState.Sent,
            DeliveryStatus.Delivered => TouchState.Delivered,
            DeliveryStatus.Read => TouchState.Read,
            DeliveryStatus.Played => TouchState.Played,
            _ => touch.State,
        };
        var proven = touch.State == TouchState.Failed && state is TouchState.Delivered or TouchState.Read or TouchState.Played;
        if (!proven && (state <= touch.State || touch.State > TouchState.Played))
        {
            deciding.Ignore($"a status below what is known ({Sayings.Word(touch.State)})");
            return;
        }

        var noticed = state >= TouchState.Read;
        deciding.Put(touch with { State = state, Noticed = touch.Noticed || noticed });
        if (noticed && touch.Purpose == Purpose.Marketing)
        {
            deciding.Customer = deciding.Customer with { Unnoticed = 0 };
        }

        deciding.Customer = deciding.Customer with { Undeliverable = state >= TouchState.Delivered ? 0 : deciding.Customer.Undeliverable };
        Lines.Change(deciding, touch.Id, line => line with { Status = Sayings.Word(state) });
        deciding.Note($"touch.{Sayings.Word(state)}", $"WhatsApp reports that {Sending.Name(touch)} was {Sayings.Word(state)}.", Sending.Data(touch));
        if (state >= TouchState.Delivered && deciding.Run(touch.RunId) is { State: RunState.Watching } run && deciding.Rules.JourneyOf(run)?.SilenceToHuman is null)
        {
            Endings.End(deciding, run, "all its touches went out");
        }
    }

    private static void Finally(Deciding deciding, Touch touch)
    {
        deciding.Put(touch with { State = TouchState.Unknown, DueAt = null });
        Show(deciding, touch, "unknown");
        deciding.Note("touch.unknown-final", $"Nobody knows after {UnknownAfter.TotalMinutes.ToString(CultureInfo.InvariantCulture)} min whether {Sending.Name(touch)} went out; it counts against the limits.", Sending.Data(touch));
        Forward(deciding, touch, touch.ClaimedAt ?? deciding.Now);
        Attention.Undelivered(deciding, touch);
    }

    /// <summary>The run goes on from this touch; where its run was upgraded meanwhile, the sequence's present one does.</summary>
    private static void Forward(Deciding deciding, Touch touch, DateTimeOffset at)
    {
        var own = deciding.Run(touch.RunId);
        if (own is not null && (own.TouchId != touch.Id || own.State != RunState.Touching))
        {
            return;
        }

        var run = own ?? (touch.Sequence is null ? null : deciding.Customer.Runs.FirstOrDefault(other => other.Sequence == touch.Sequence && other.TouchedAt is null));
        if (run is not null && deciding.Rules.JourneyOf(run) is { } journey)
        {
            if (run.Id != touch.RunId && run.Step + 1 >= journey.Steps.Length)
            {
                return;
            }

            Passage.Next(deciding, run, journey, at);
        }
    }
}
