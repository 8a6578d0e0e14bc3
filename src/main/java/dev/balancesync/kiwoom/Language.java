package dev.balancesync.kiwoom;

/** What a person who reads an advice speaks. */
public enum Language {
    KO, EN
}
