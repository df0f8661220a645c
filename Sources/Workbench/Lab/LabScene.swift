import ProtocolEngines

extension Lab: QueryLab {}

extension Expression {
  /// Does it hold at the lab's current step? Fields are those of the current step's first frame.
  public func holds(in lab: Lab) -> Bool {
    let r = lab.record(lab.current)
    return holds(
      in: QueryScene(
        lab: lab, from: r?.from ?? "", to: r?.to ?? "", node: r?.node ?? "", facts: { StepRecord.facts($0, of: r) },
        dissection: { lab.dissections(of: lab.current).first }))
  }
}

extension StepRecord {
  /// The values that a question about a step compares; where there is no step yet, its number is 0.
  static func facts(_ f: RecordField, of record: StepRecord?) -> [String] {
    switch (f, record?.cause) {
    case (.step, _): return [String(record?.number ?? 0)]
    case (.note, _): return record?.notes.map(\.note.text) ?? []
    case (.cause, .command?): return ["command"]
    case (.cause, .delivered?): return ["delivered"]
    case (.cause, .lost?): return ["lost"]
    case (.cause, .timer?): return ["timer"]
    case (.timer, .timer(let name, _)?): return [name]
    case (.lost, .lost(let why)?): return [why.text]
    default: return []
    }
  }
}
