// SPDX-License-Identifier: GPL-2.0-only
// Nothing is destroyed at exit.
// EXPECT: global destructor|exit-time destructor
// FLAGS: -Wexit-time-destructors -Wglobal-constructors
struct Guard {
#ifdef FORBIDDEN
    ~Guard();
#else
    ~Guard() = default;
#endif
    int value = 0;
};
Guard guard;
int read() {
    return guard.value;
}
