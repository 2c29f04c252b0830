using Conversations.Identity;

namespace Conversations.WhatsApp.Simulator;

/// <summary>The customers' phones, each named by its digits, or by its BSUID where its number was never told.</summary>
public sealed class SimulatedPhones
{
    private readonly Lock gate;
    private readonly SortedDictionary<string, SimulatedPhone> phones = new(StringComparer.Ordinal);
    private readonly HashSet<string> touched = [];

    internal SimulatedPhones(Lock gate) => this.gate = gate;

    /// <summary>The digits of a phone however it is written; null if it is none.</summary>
    internal static string? DigitsOf(string? text) =>
        PhoneNumber.FromWaId(string.Concat((text ?? "").Where(letter => letter is not (' ' or '-' or '(' or ')' or '.' or '/'))))?.WaId;

    /// <summary>Puts phones back as <see cref="TakeTouched"/> gave them.</summary>
    public void Restore(IEnumerable<string> written)
    {
        lock (gate)
        {
            foreach (var phone in written.Select(KeptPhone.Read))
            {
                phones[phone.Digits] = phone;
            }
        }
    }

    /// <summary>What may have changed since this was last asked, by name and as text.</summary>
    public IReadOnlyList<(string Name, string Written)> TakeTouched()
    {
        lock (gate)
        {
            (string, string)[] taken = [.. touched.Select(name => (name, KeptPhone.Write(phones[name])))];
            touched.Clear();
            return taken;
        }
    }

    /// <summary>A customer's message that came to our webhook signed by hand: the phone shows it, and its window is open.</summary>
    public void Heard(string number, string? waId, string? bsuid, string wamid, string? text, DateTimeOffset now)
    {
        if ((DigitsOf(waId) ?? bsuid) is not { } key)
        {
            return;
        }

        lock (gate)
        {
            var phone = With((bsuid is null ? null : OfBsuid(bsuid)?.Digits) ?? key, static held => held);
            phone.Bsuid ??= bsuid;
            phone.Hidden |= key == bsuid;
            phone.Wrote(number, now);
            if (phone.Messages.TrueForAll(message => message.Id != wamid))
            {
                phone.Messages.Add(new PhoneMessage { Id = wamid, At = now, Direction = "in", Type = "text", Text = text, Status = "delivered", Number = number });
            }
        }
    }

    /// <summary>Does something with a phone, named by its digits or its BSUID, that nobody else touches meanwhile; an unknown one is new.</summary>
    internal T With<T>(string name, Func<SimulatedPhone, T> work)
    {
        lock (gate)
        {
            if (!phones.TryGetValue(name, out var phone) && (phone = OfBsuid(name)) is null)
            {
                phones[name] = phone = new SimulatedPhone(name);
            }

            touched.Add(phone.Digits);
            return work(phone);
        }
    }

    internal SimulatedPhone? OfBsuid(string bsuid)
    {
        lock (gate)
        {
            return phones.Values.FirstOrDefault(held => held.Bsuid == bsuid);
        }
    }

    internal IReadOnlyList<T> All<T>(Func<SimulatedPhone, T> show)
    {
        lock (gate)
        {
            return [.. phones.Values.Select(show)];
        }
    }

    /// <summary>What a store's read receipt does. False where no phone holds the message.</summary>
    internal bool MarkRead(string wamid)
    {
        lock (gate)
        {
            foreach (var phone in phones.Values)
            {
                if (phone.Messages.Find(message => message.Id == wamid && message.Direction == "in") is not { } read)
                {
                    continue;
                }

                touched.Add(phone.Digits);
                foreach (var earlier in phone.Messages.TakeWhile(message => message.At <= read.At).Where(message => message.Direction == "in"))
                {
                    earlier.Status = "read";
                }

                return true;
            }

            return false;
        }
    }

    internal void Clear()
    {
        lock (gate)
        {
            phones.Clear();
            touched.Clear();
        }
    }
}
