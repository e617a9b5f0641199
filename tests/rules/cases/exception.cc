// SPDX-License-Identifier: GPL-2.0-only
// The core throws nothing.
// EXPECT: exception handling disabled
int answer(int question) {
#ifdef FORBIDDEN
    if (question == 0) {
        throw 1;
    }
#endif
    return question;
}
