"""What is shown of computed results, so that nobody can be recognised.

In the order in which it happens:

1. `rules`: how each indicator is protected, by how its value is made.
2. `disclosing`: small counts are hidden, the others are rounded where the source says so, and
   values and limits (`intervals`) are made of what is left.
3. Where counts are not rounded widely, `complementing` hides what would give a hidden count away:
   a. `quantities` names what each row counts, so that rows that count the same are seen to;
   b. `linking` makes them unknowns, and `sums`, `overlapping` and `inclusion` what holds between them;
   c. `reader` says what a reader knows of each, `earlier` and `growth` what he knows from before;
   d. `apart` takes long periods out of the sums where too much hangs together, and each of the `blocks`
      that are left is hidden in until it is proved safe;
   e. `examples` looks for other figures that fit all of it: each is a proof.
4. `late` says where two publications beside one another tell how few came late.

docs/explanation/disclosure.md tells it in plain words, docs/decisions/disclose-before-judging.md why.
"""
